//! Rounds of all schools, each at its own pace: one that takes its time holds up no other.

use std::{collections::HashMap, time::Duration};

use klas_domain::{Id, id::of};
use klas_store::school::School;
use tokio::task::{self, JoinSet};

/// Begins a round of each school every so often, unless the one before is still under way there. What is under way ends with
/// this future.
pub async fn keep<L, R>(every: Duration, schools: impl Fn() -> L, round: impl Fn(School) -> R)
where
    L: Future<Output = Vec<School>>,
    R: Future<Output = ()> + Send + 'static,
{
    let mut under_way = JoinSet::new();
    let mut busy: HashMap<task::Id, Id<of::School>> = HashMap::new();
    loop {
        // A round that panicked has ended as well.
        while let Some(ended) = under_way.try_join_next_with_id() {
            busy.remove(&ended.map_or_else(|error| error.id(), |(id, ())| id));
        }
        for school in schools().await {
            if !busy.values().any(|own| *own == school.id) {
                let id = school.id;
                busy.insert(under_way.spawn(round(school)).id(), id);
            }
        }
        tokio::time::sleep(every).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// Of two schools one has a round that never ends, and the other goes on.
    #[tokio::test]
    async fn a_slow_school_holds_up_no_other() {
        let [slow, quick, broken] = [Id::new(), Id::new(), Id::new()];
        let school = |id| School { id, name: String::new(), free_edit_days: 14, publish_hour: None };
        let begun = Arc::<Mutex<Vec<Id<of::School>>>>::default();
        let schools = || async { [slow, quick, broken].map(school).to_vec() };
        let noted = begun.clone();
        let round = move |school: School| {
            noted.lock().unwrap().push(school.id);
            async move {
                assert_ne!(school.id, broken, "a round that panics");
                if school.id == slow {
                    std::future::pending::<()>().await;
                }
            }
        };
        let kept = keep(Duration::from_millis(5), schools, round);
        let _ = tokio::time::timeout(Duration::from_secs(2), kept).await;
        let times = |of| begun.lock().unwrap().iter().filter(|own| **own == of).count();
        assert_eq!(times(slow), 1, "not twice at a time");
        assert!(times(quick) > 3 && times(broken) > 1, "{} {}", times(quick), times(broken));
    }
}
