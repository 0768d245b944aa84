# The two commands to know are "make lint" and "make test"; both need only Go.

export CGO_ENABLED ?= 0

# Packages that are quick under the race detector.
RACE = ./analyzers/facts ./analyzers/source ./analyzers/graph ./rules/report

.PHONY: lint test check bench mutate leaks generate build

lint: ## check the example estate
	go run ./cmd/tazlint lint testdata/workspaces/tazlab/tazlab-k8s

test: ## run all tests
	go test ./...

build: ## build the program into bin/
	go build -trimpath -ldflags "-s -w" -o bin/tazlint ./cmd/tazlint

check: ## what continuous integration demands besides the tests
	go vet ./...
	test -z "$$(gofmt -l $$(git ls-files "*.go"))"
	go tool staticcheck ./...
	CGO_ENABLED=1 go test -race $(RACE)

bench: ## time the main job beside gitleaks, then run the benchmarks of the packages
	.ci/bench
	.ci/bench-leaks
	go test -run "^$$" -bench . -benchmem ./...

REPO ?= testdata/workspaces/tazlab/tazlab-k8s
ROLES ?=
SAMPLE ?= 40
SCORE ?= 95
OPERATOR ?=

mutate: ## change REPO in many small ways and print which faults are caught
	go test ./cmd/tazlint -run "^TestMutate(Repository|Leaks)$$" -count=1 -v -timeout 120m \
		-mutate="$(abspath $(REPO))" -mutate.roles="$(ROLES)" -mutate.sample=$(SAMPLE) -mutate.score=$(SCORE) -mutate.only="$(OPERATOR)"

leaks: ## print how well the labelled samples of leaks are judged, by rule and by format
	go test ./analyzers -run "^TestLeaks$$" -count=1 -v

generate: ## rewrite the rule pages, the schema of the configuration and the page of incidents
	go run ./cmd/tazlint rules -f markdown -o docs/rules
	go run ./cmd/tazlint init --schema > docs/tazlint.schema.json
	go test ./docs -run "^TestIncidentsPage$$" -count=1 -update
