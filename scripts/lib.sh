# Sourced by the scripts beside it. Each need_* function puts one thing on the machine,
# says so when it does, and is silent when the thing is already there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cargo_leptos_version=0.3.9
cargo_deny_version=0.20.2
# The generated glue and the crate must agree to the letter, so the lock file decides.
wasm_bindgen_version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"$/\1/p}' Cargo.lock)

typst_version=$(sed -n '/^name = "typst"$/{n;s/^version = "\(.*\)"$/\1/p}' Cargo.lock)

export PATH="$PWD/node_modules/.bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
target_dir=$(realpath --canonicalize-missing "${CARGO_TARGET_DIR:-target}")
klas=$target_dir/release/klas

say() { printf '==> %s\n' "$*" >&2; }

die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif has sudo; then
        sudo "$@"
    else
        die "root rights are needed for: $*"
    fi
}

apt_install() {
    has apt-get || die "install $* with this system's package manager, then run this again"
    say "installing with apt-get: $*"
    as_root apt-get update -qq </dev/null
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >&2
}

need_rust() {
    has cargo || die "Rust is missing: install the stable toolchain, 1.95 or newer, with rustup"
    has cc || apt_install gcc libc6-dev
}

# need_rust_component NAME CARGO-COMMAND
need_rust_component() {
    cargo "$2" --version >/dev/null 2>&1 && return
    say "adding the Rust component $1"
    rustup component add "$1"
}

need_wasm_target() {
    [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ] && return
    has rustup || die "this Rust has no wasm32-unknown-unknown target, and there is no rustup to add it"
    say "adding the Rust target wasm32-unknown-unknown"
    rustup target add wasm32-unknown-unknown
}

# need_cargo_tool CRATE VERSION [INSTALL OPTION…] -- VERSION COMMAND…
need_cargo_tool() {
    local crate=$1 version=$2 options=()
    shift 2
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    shift
    local found
    found=$("$@" 2>/dev/null) || found=
    [ "${found##* }" = "$version" ] && return
    say "building $crate $version (minutes, once)"
    # The tools' own release profiles optimise for much longer than they would ever run here.
    env -u CARGO_TARGET_DIR CARGO_PROFILE_DEV_DEBUG=0 CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS=fallback \
        cargo install --quiet --profile dev "${options[@]}" "$crate@$version"
}

need_node() {
    has node && has npm && node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' ||
        die "Node.js 20.19 or newer with npm is missing"
}

# need_npm_packages DIRECTORY
need_npm_packages() {
    [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] && return
    need_node
    say "installing the npm packages of $1/package.json"
    (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --omit=optional --no-audit --no-fund --loglevel=error </dev/null >&2)
}

need_site_tools() {
    need_rust
    need_wasm_target
    need_npm_packages .
    need_cargo_tool wasm-bindgen-cli "$wasm_bindgen_version" -- wasm-bindgen --version
    need_cargo_tool cargo-leptos "$cargo_leptos_version" --locked -- cargo leptos --version
}

need_cargo_deny() {
    need_cargo_tool cargo-deny "$cargo_deny_version" --locked -- cargo deny --version
}

# Tests read printed pages with a reader that knows nothing of Klas.
need_pdf_reader() {
    has pdftotext || apt_install poppler-utils
}

# Readers and signers that know nothing of Klas, for what it archives.
need_archive_readers() {
    has unzip || apt_install unzip
    has openssl || apt_install openssl
    has qpdf || apt_install qpdf
}

find_chromium() {
    local name
    for name in "${KLAS_CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome chrome; do
        [ -n "$name" ] && command -v "$name" && return
    done
    return 1
}

need_browser() {
    need_npm_packages end2end
    find_chromium >/dev/null || (apt_install chromium chromium-headless-shell) || apt_install chromium
    KLAS_CHROMIUM=$(find_chromium) || die "Chromium is installed but cannot be found"
    KLAS_CHROMIUM_HEADLESS=$(command -v chromium-headless-shell || echo "$KLAS_CHROMIUM")
    export KLAS_CHROMIUM KLAS_CHROMIUM_HEADLESS
}

# A build empties and fills the site's folder anew, and the binary with it, so it is skipped
# when nothing changed. A target folder shared by several clones may hold another's binary.
site_is_fresh() {
    [ -z "${CARGO_TARGET_DIR:-}" ] && [ -x "$klas" ] && [ -e target/site.stamp ] &&
        [ -z "$(find app crates frontend server public style scripts/lib.sh Cargo.toml Cargo.lock package-lock.json \
            -newer target/site.stamp -print -quit)" ]
}

# The modules that a page loads for itself, in workers, beside the files of `public`: each a crate of its own, so that no
# other page pays for them.
build_modules() {
    local module built=$target_dir/front/wasm32-unknown-unknown/wasm-release
    # Where the browser's part is built as well: what both stand on is built once.
    cargo build --quiet --locked --target-dir "$target_dir/front" --target wasm32-unknown-unknown --profile wasm-release -p klas-verifier -p klas-signer
    rm -rf target/assets
    cp -r public target/assets
    for module in verifier signer; do
        wasm-bindgen --target web --no-typescript --out-dir target/assets/modules --out-name $module "$built/klas_$module.wasm"
        # Those features that the compiler takes for granted: a stripped module does not say which it uses.
        wasm-opt -Oz --enable-bulk-memory --enable-bulk-memory-opt --enable-multivalue --enable-mutable-globals \
            --enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext -o target/assets/modules/$module.wasm target/assets/modules/${module}_bg.wasm
        rm target/assets/modules/${module}_bg.wasm
    done
}

build_site() {
    site_is_fresh && return
    say "building Klas"
    mkdir -p target
    touch target/site.stamp.new
    build_modules
    # Without --precompress the binary, which holds the site's files, is built at the same time as they are.
    cargo leptos build --release --precompress
    mv target/site.stamp.new target/site.stamp
}
