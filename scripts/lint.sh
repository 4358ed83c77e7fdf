#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

need_rust
need_rust_component rustfmt fmt
need_rust_component clippy clippy
need_wasm_target
need_cargo_deny

cargo fmt --all --check
cargo clippy --locked --workspace --exclude klas-frontend --all-targets -- -D warnings
cargo clippy -p klas-frontend -p klas-verifier -p klas-signer --target wasm32-unknown-unknown -- -D warnings
# Advisories need a database from the network, which a build must not depend on.
cargo deny --locked check licenses bans sources
