//! Rounds of all schools, each at its own pace: one that takes its time holds its own place and no other.

use std::{collections::HashMap, sync::Arc, time::Duration};

use klas_domain::{Id, id::of};
use klas_store::school::School;
use tokio::{
    sync::Semaphore,
    task::{self, JoinSet},
};

/// Of how many schools a round is under way at once; the others wait their turn.
const AT_ONCE: usize = 8;

/// Begins a round of each school every so often, unless the one before is still under way there. What is under way ends with
/// this future.
pub async fn keep<L, R>(every: Duration, schools: impl Fn() -> L, round: impl Fn(School) -> R)
where
    L: Future<Output = Vec<School>>,
    R: Future<Output = ()> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut under_way = JoinSet::new();
    let mut busy: HashMap<task::Id, Id<of::School>> = HashMap::new();
    loop {
        // A round that panicked has ended as well.
        while let Some(ended) = under_way.try_join_next_with_id() {
            busy.remove(&ended.map_or_else(|error| error.id(), |(id, ())| id));
        }
        for school in schools().await {
            if !busy.values().any(|own| *own == school.id) {
                let (id, places, own) = (school.id, places.clone(), round(school));
                let in_turn = async move {
                    let _place = places.acquire_owned().await;
                    own.await;
                };
                busy.insert(under_way.spawn(in_turn).id(), id);
            }
        }
        tokio::time::sleep(every).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    fn school(id: Id<of::School>) -> School {
        School { id, name: String::new(), free_edit_days: 14, publish_hour: None }
    }

    /// Of two schools one has a round that never ends, and the other goes on.
    #[tokio::test]
    async fn a_slow_school_holds_up_no_other() {
        let [slow, quick, broken] = [Id::new(), Id::new(), Id::new()];
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

    /// Of thrice as many schools as there are places each comes to its turn.
    #[tokio::test]
    async fn no_more_schools_are_under_way_than_there_are_places() {
        let all: Vec<_> = (0..3 * AT_ONCE).map(|_| Id::new()).collect();
        let schools = || async { all.iter().copied().map(school).collect::<Vec<_>>() };
        // How many are under way, were at most, and have ended.
        let counted = Arc::new(Mutex::new((0_usize, 0_usize, 0_usize)));
        let noted = counted.clone();
        let round = move |_: School| {
            let noted = noted.clone();
            async move {
                {
                    let mut own = noted.lock().unwrap();
                    own.0 += 1;
                    own.1 = own.0.max(own.1);
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
                let mut own = noted.lock().unwrap();
                own.0 -= 1;
                own.2 += 1;
            }
        };
        let kept = keep(Duration::from_mins(1), schools, round);
        let _ = tokio::time::timeout(Duration::from_secs(1), kept).await;
        assert_eq!(*counted.lock().unwrap(), (0, AT_ONCE, all.len()));
    }
}
