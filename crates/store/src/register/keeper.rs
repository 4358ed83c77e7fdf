//! What writing any record of a class has in common.

use chrono::{DateTime, NaiveDate, Utc};
use klas_domain::{
    Scope,
    id::{Id, of},
};
use uuid::Uuid;

use crate::{
    db::{Conn, sql},
    error::Result,
    history::{Object, Record},
    school::local_day,
};

/// Who writes in the registers of which class, and when.
#[derive(Clone, Copy, Debug)]
pub struct Keeper {
    /// The school.
    pub school: Id<of::School>,
    /// The class.
    pub class: Id<of::SchoolClass>,
    /// The author.
    pub author: Id<of::Person>,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// The class that is written about.
pub(crate) struct Ground {
    pub scope: Scope,
    pub year: Uuid,
    /// The first day of the class's year.
    pub first_day: NaiveDate,
    /// The last day that something written now may be of: the end of the year, or today.
    pub last_day: NaiveDate,
}

impl Keeper {
    /// The class, or [`crate::StoreError::NotFound`].
    pub(crate) async fn ground(&self, conn: &mut Conn<'_>) -> Result<Ground> {
        let row: (Option<Uuid>, Uuid, NaiveDate, NaiveDate) =
            sql("SELECT k.class_teacher_id, k.year_id, y.starts_on, y.ends_on FROM school_class k \
             JOIN academic_year y ON y.school_id = k.school_id AND y.year_id = k.year_id \
             WHERE k.school_id = $1 AND k.class_id = $2")
            .bind(self.school)
            .bind(self.class)
            .fetch_one(conn)
            .await?;
        let (class_teacher, year, first_day, ends_on) = row;
        Ok(Ground {
            scope: Scope { class_teacher: class_teacher.map(Id::from), ..Scope::school(self.school) },
            year,
            first_day,
            last_day: ends_on.min(local_day(self.now)),
        })
    }

    /// A row of the history, its sides as JSON.
    pub(crate) fn record(&self, edit: Id<of::Edit>, object: Object, before: String, after: String) -> Record {
        Record { edit, object, at: self.now, author: self.author, reason: None, before, after }
    }
}
