.PHONY: run test lint fmt

run:
	@scripts/run.sh

test:
	@scripts/test.sh

lint:
	@scripts/lint.sh

fmt:
	cargo fmt --all
