package main

import "strings"

// target is one report of a run.
type target struct{ format, file string }

// toOutput reports whether it goes to standard output.
func (t target) toOutput() bool { return t.file == "" || t.file == "-" }

// targetsOf parses the values of --format, F[=FILE]. Without any it is text.
func targetsOf(values, known []string) ([]target, error) {
	if len(values) == 0 {
		return []target{{format: "text"}}, nil
	}
	var list []target
	toOutput := 0
	for _, value := range values {
		name, file, _ := strings.Cut(value, "=")
		if err := oneOf("--format", name, known...); err != nil {
			return nil, err
		}
		t := target{name, file}
		if t.toOutput() {
			toOutput++
		}
		list = append(list, t)
	}
	if toOutput > 1 {
		return nil, usagef("only one --format can go to standard output; give the others a file (F=FILE)")
	}
	return list, nil
}
