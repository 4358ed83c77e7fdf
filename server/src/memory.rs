//! Memory that the allocator keeps for later goes back to the system: a server that has just checked a password, printed a
//! package or read a history may be idle for hours, on a machine that others share.

use std::time::Duration;

use klas_app::state::AppState;

/// How often.
const EVERY: Duration = Duration::from_mins(1);

#[expect(unsafe_code, reason = "a function of the allocator that its crate does not offer")]
unsafe extern "C" {
    /// Gives free pages back at once if `force`; any thread may call it at any time.
    safe fn mi_collect(force: bool);
}

/// Gives memory back now and then, until it is asked to stop.
pub async fn keep_giving_back(state: AppState, stop: impl Future<Output = ()>) {
    let mut rounds = tokio::time::interval(EVERY);
    let give_back = async {
        loop {
            rounds.tick().await;
            state.forget_idle();
            mi_collect(true);
        }
    };
    tokio::select! {
        () = stop => {}
        () = give_back => {}
    }
}
