// Package literal judges by structure whether a literal is a secret: by the
// name of the field it stands in and by its own shape.
//
// Entropy alone fails both ways in configuration repositories: passwords of
// eight letters are secrets, and most long strings behind a field called
// "token" or "secret" are names of Secrets. The judgement is therefore made of
// small certain steps, and where they end without certainty the answer is that
// there is no secret.
package literal

import "strings"

// Verdict is what a literal is.
type Verdict string

// The verdicts. Only Secret and Weak are worth a report.
const (
	Secret      Verdict = "secret"
	Weak        Verdict = "weak-default" // a well-known default: admin, change-me
	Name        Verdict = "name"         // names the place of a secret
	Reference   Verdict = "reference"    // stands for a value kept elsewhere, or is encrypted
	Placeholder Verdict = "placeholder"  // tells a reader to fill it in
	Public      Verdict = "public"       // certificates and public keys
	Setting     Verdict = "setting"      // anything else that is no secret
	Empty       Verdict = "empty"
)

// Leaks reports whether the literal should not stand in a repository.
func (v Verdict) Leaks() bool { return v == Secret || v == Weak }

// Place is where the literal stands.
type Place int

// The places.
const (
	Field  Place = iota // a field or variable of any configuration
	Sealed              // an entry of a Secret: secret unless its shape says otherwise
)

// maxText is the longest value judged line by line, in bytes; a longer one in
// a Secret is judged by its beginning.
const maxText = 1 << 20

// Judge says what the literal is that stands in the named field. The name is
// the field's own, without its parents; the value is decoded.
func Judge(name, value string, place Place) Verdict {
	value = strings.TrimSpace(value[:min(len(value), maxText)])
	if v, certain := byShape(value); certain {
		return v
	}
	if strings.Contains(value, "\n") || looksStructured(value) {
		return judgeText(name, value, place)
	}
	if v, certain := byConnection(value); certain {
		return v
	}
	grade := gradeOf(name)
	if place == Sealed {
		return judgeSealed(grade, value)
	}
	return judgeField(name, grade, value)
}

// Harmless reports, cheaply, that a literal of a field cannot be a leak: the
// name claims nothing and the value holds no address, key or nested text.
func Harmless(name, value string) bool { return !hides(value) && gradeOf(name) < possible }

// hides reports whether a value could hold a secret that it names itself.
func hides(value string) bool {
	switch {
	case strings.Contains(value, "\n"), strings.Contains(value, "://"), strings.Contains(value, "KEY"), strings.Contains(value, "PuTTY"):
		return true
	case strings.Contains(value, ";"):
		lower := strings.ToLower(value)
		return strings.Contains(lower, "password=") || strings.Contains(lower, "pwd=")
	}
	return looksStructured(strings.TrimSpace(value))
}

// judgeField demands a secret-named field.
func judgeField(name string, grade grade, value string) Verdict {
	if grade == namesPlace {
		return Name
	}
	if grade < possible {
		return Setting
	}
	if isWeak(value) {
		return weakIn(name, grade, value)
	}
	if grade == certain {
		return judgePassword(value)
	}
	if isSetting(value) || isFingerprint(name, value) {
		return Setting
	}
	return judgeToken(grade, value)
}

// weakIn accepts a default only where it cannot be a key's or a Secret's name:
// "token: token" in a values file maps names.
func weakIn(name string, grade grade, value string) Verdict {
	if grade == certain || !strings.EqualFold(strings.Join(words(name), ""), strings.Join(words(value), "")) && grade == likely && changeMe.MatchString(value) {
		return Weak
	}
	return Name
}

// judgePassword is for fields that hold nothing but a password, so that even a
// word of the dictionary is one.
func judgePassword(value string) Verdict {
	switch {
	case isPlain(value), isSentence(value):
		return Setting
	case namesSecret(value), namesPath(value), strings.EqualFold(value, "key"): // a picture of one, as themes of icons name it
		return Name
	}
	return Secret
}

// judgeToken is for fields that as often hold the name of a secret: only a
// value that no person would choose as a name is one.
func judgeToken(grade grade, value string) Verdict {
	least := 8
	if grade == possible {
		least = 16
	}
	value = strings.TrimPrefix(strings.TrimPrefix(value, "Bearer "), "Basic ")
	switch {
	case strings.ContainsAny(value, " \t"):
		return Setting
	case len(value) < least:
		return Setting
	case !isRandom(value):
		return Name
	case grade == possible && !isDense(value):
		return Setting
	}
	return Secret
}

// judgeSealed is for entries of a Secret, where names of Secrets are rare and
// settings are common.
func judgeSealed(grade grade, value string) Verdict {
	if grade >= possible && isWeak(value) {
		return Weak
	}
	if isPlain(value) || grade < certain && isSetting(value) {
		return Setting
	}
	switch {
	case grade == certain, grade == likely:
		return Secret
	case grade == namesSetting && !isDense(value):
		return Setting
	case isRandom(value) && len(value) >= 8:
		return Secret
	case grade == possible && len(value) >= 8 && !namesSecret(value):
		return Secret
	}
	return Setting
}
