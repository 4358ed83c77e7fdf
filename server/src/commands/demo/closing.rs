//! The year of the demonstration school that is over, closed as a school closes it: courses by their teachers, classes by
//! their class teachers, the school by a deputy head.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{Id, Role, calendar::Semester, closing::ClosingRefusal, id::of};
use klas_store::{Store, closing::Closer, journal::Course};
use tokio::task::JoinSet;

use super::{
    super::Refusal,
    summaries::{TOGETHER, finish},
};

/// Closes both semesters of the year that ended before `today`; of a year that goes on, nothing.
pub async fn close(
    store: &Store,
    school: Id<of::School>,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let mut reader = store.read(school).await?;
    let (year, calendar) = reader.year(today).await?;
    if today <= calendar.ends_on {
        return Ok(());
    }
    let courses = reader.courses(year, None).await?;
    let deputy = reader.people(Role::Deputy).await?.into_iter().next().map(|(deputy, _)| deputy);
    drop(reader);
    let by = |author| Closer { school, author, now };
    for semester in Semester::ALL {
        for together in courses.chunks(TOGETHER) {
            let taught = together.iter().filter_map(|course| Some((course, course.teacher.as_ref()?.0)));
            let closings = taught
                .map(|(course, teacher)| close_course(store.clone(), by(teacher), course.clone(), semester));
            let mut teachers: JoinSet<Result<(), Refusal>> = closings.collect();
            finish(&mut teachers).await?;
        }
        let classes = store.read(school).await?.class_states((year, &calendar), semester).await?;
        for class in classes.iter().filter(|class| class.has_courses()) {
            let Some((class_teacher, _)) = class.class_teacher else { continue };
            let closed = store.close_class(by(class_teacher), class.id, semester, "").await?;
            closed.map_err(|refusal| unclosed(&class.name, semester, refusal))?;
        }
        if let Some(deputy) = deputy {
            let closed = store.close_school(by(deputy), year, semester).await?;
            closed.map_err(|refusal| unclosed("заклад", semester, refusal))?;
        }
    }
    Ok(())
}

async fn close_course(
    store: Store,
    closer: Closer,
    course: Course,
    semester: Semester,
) -> Result<(), Refusal> {
    let done = store.close_course(closer, course.id, semester, "").await?;
    let name = format!("{}, {}", course.class, course.subject);
    done.map_err(|refusal| unclosed(name, semester, refusal))
}

fn unclosed(what: impl std::fmt::Display, semester: Semester, refusal: ClosingRefusal) -> Refusal {
    Refusal::Words(format!("{what}: семестр {} не закрито: {refusal:?}", semester.code()))
}
