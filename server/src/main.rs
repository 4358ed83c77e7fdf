//! The `klas` binary. Exit codes: 0 done, 1 refused or found a fault (one line on stderr), 2 wrong usage; `verify` of a
//! file has 3 besides: cannot tell.

mod commands;
mod memory;

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("KLAS_LOG")
                // A slow statement of an import would be told with all its thousands of places.
                .unwrap_or_else(|_| "warn,klas=info,sqlx::query=error".into()),
        )
        .init();
    match commands::Cli::parse().run().await {
        Ok(code) => code,
        Err(refusal) => {
            eprintln!("klas: {refusal}");
            ExitCode::FAILURE
        }
    }
}
