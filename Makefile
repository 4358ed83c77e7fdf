.PHONY: run test bench pictures lint fmt

run:
	@scripts/run.sh

test:
	@scripts/test.sh

bench:
	@scripts/bench.sh

pictures:
	@scripts/pictures.sh

lint:
	@scripts/lint.sh

fmt:
	cargo fmt --all
