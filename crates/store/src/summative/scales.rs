//! What the school sets: the scales of its youngest classes, and the subjects that are passed or not.

use klas_domain::{
    Scale,
    id::{Id, of},
    school::ClassName,
};
use uuid::Uuid;

use super::{Setting, record};
use crate::{
    archive::lock::{Touches, pass},
    db::{Conn, sql},
    error::{Result, StoreError},
    history::Chain,
    journal::class_name,
    store::{Reader, Store},
};

/// A class for which the school may choose a scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassScale {
    /// The class.
    pub id: Id<of::SchoolClass>,
    /// As it is written.
    pub class: ClassName,
    /// The scale it has.
    pub scale: Scale,
}

/// A subject of the year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectScale {
    /// The subject.
    pub id: Id<of::Subject>,
    /// Its name.
    pub subject: String,
    /// Whether it is passed or not, whatever the scale of the class.
    pub passes: bool,
}

/// What scale is wanted of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScaleWish {
    /// A class's scale.
    Class(Id<of::SchoolClass>, Scale),
    /// Whether a subject is passed or not.
    Subject(Id<of::Subject>, bool),
}

impl Reader {
    /// The classes of a year for which there is a choice of scales, in their order.
    ///
    /// # Errors
    /// The database's.
    pub async fn class_scales(&mut self, year: Id<of::Year>) -> Result<Vec<ClassScale>> {
        let school = self.school;
        let rows: Vec<(Uuid, i32, String, String)> = sql(
            "SELECT class_id, grade, letter, scale FROM school_class WHERE school_id = $1 AND year_id = $2",
        )
        .bind(school)
        .bind(year)
        .fetch_all(&mut self.conn())
        .await?;
        let mut classes = Vec::new();
        for (id, grade, letter, scale) in rows {
            let class = class_name(grade, letter)?;
            if Scale::choices_for_grade(class.grade).len() > 1 {
                classes.push(ClassScale { id: id.into(), class, scale: known(&scale)? });
            }
        }
        classes.sort_by(|a, b| a.class.cmp(&b.class));
        Ok(classes)
    }

    /// The subjects of a year, in alphabetical order.
    ///
    /// # Errors
    /// The database's.
    pub async fn subject_scales(&mut self, year: Id<of::Year>) -> Result<Vec<SubjectScale>> {
        let school = self.school;
        let rows: Vec<(Uuid, String, Option<String>)> =
            sql("SELECT s.subject_id, s.name, max(c.scale) FROM subject s \
             JOIN course c ON c.school_id = s.school_id AND c.subject_id = s.subject_id \
             JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
             WHERE s.school_id = $1 AND k.year_id = $2 \
             GROUP BY s.subject_id, s.name, s.sort_key ORDER BY s.sort_key, s.subject_id")
            .bind(school)
            .bind(year)
            .fetch_all(&mut self.conn())
            .await?;
        let subject = |(id, subject, scale): (Uuid, String, Option<String>)| SubjectScale {
            id: id.into(),
            subject,
            passes: scale.is_some(),
        };
        Ok(rows.into_iter().map(subject).collect())
    }
}

fn known(scale: &str) -> Result<Scale> {
    Scale::from_code(scale).ok_or(StoreError::Corrupt("scale"))
}

impl Store {
    /// Sets scales from a year on, all or none: a scale does not change any more once a mark of the year stands on the
    /// old one. Earlier years keep theirs.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a class or a subject that is not the school's, or a scale that its grade does not
    /// have; the database's. Inside: those that are marked already; then nothing was changed.
    pub async fn set_scales(
        &self,
        setting: Setting,
        year: Id<of::Year>,
        wishes: Vec<ScaleWish>,
    ) -> Result<std::result::Result<(), Vec<ScaleWish>>> {
        self.write(Some(setting.school), move |mut conn| {
            Box::pin(async move {
                let conn = &mut conn;
                let chain = Chain::take(conn, setting.school, Touches::NoJournal).await?;
                let (mut changes, mut marked) = (Vec::new(), Vec::new());
                for wish in wishes {
                    if stands(conn, setting.school, year, wish).await? {
                        continue;
                    }
                    pass(conn, setting.school, touched(year, wish)).await?;
                    let is_marked = is_marked(conn, setting.school, year, wish).await?;
                    if is_marked { marked.push(wish) } else { changes.push(wish) }
                }
                if !marked.is_empty() {
                    return Ok(Err(marked));
                }
                for change in &changes {
                    put(conn, setting.school, year, *change).await?;
                }
                let said: Vec<_> = changes.into_iter().map(said).collect();
                record(conn, chain, setting, &serde_json::json!({ "scales": said })).await.map(Ok)
            })
        })
        .await
    }
}

fn touched(year: Id<of::Year>, wish: ScaleWish) -> Touches {
    match wish {
        ScaleWish::Class(class, _) => Touches::Class(class),
        ScaleWish::Subject(..) => Touches::Year(year),
    }
}

fn said(wish: ScaleWish) -> serde_json::Value {
    match wish {
        ScaleWish::Class(class, scale) => serde_json::json!({ "class": class, "scale": scale.code() }),
        ScaleWish::Subject(subject, passes) => serde_json::json!({ "subject": subject, "passes": passes }),
    }
}

/// Whether it is so already.
async fn stands(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    year: Id<of::Year>,
    wish: ScaleWish,
) -> Result<bool> {
    match wish {
        ScaleWish::Class(class, wanted) => {
            let (grade, scale): (i32, String) =
                sql("SELECT grade, scale FROM school_class WHERE school_id = $1 AND class_id = $2")
                    .bind(school)
                    .bind(class)
                    .fetch_one(conn)
                    .await?;
            let grade = u8::try_from(grade).map_err(|_| StoreError::Corrupt("grade"))?;
            if !Scale::choices_for_grade(grade).contains(&wanted) {
                return Err(StoreError::NotFound);
            }
            Ok(known(&scale)? == wanted)
        }
        ScaleWish::Subject(subject, passes) => {
            let (later, now): (Option<String>, Option<String>) =
                sql("SELECT s.scale, (SELECT max(c.scale) FROM course c \
                     JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id \
                     WHERE c.school_id = s.school_id AND c.subject_id = s.subject_id AND k.year_id = $3) \
                     FROM subject s WHERE s.school_id = $1 AND s.subject_id = $2")
                .bind(school)
                .bind(subject)
                .bind(year)
                .fetch_one(conn)
                .await?;
            Ok(later.is_some() == passes && now.is_some() == passes)
        }
    }
}

/// Whether a mark stands on the scale that would go.
async fn is_marked(
    conn: &mut Conn<'_>,
    school: Id<of::School>,
    year: Id<of::Year>,
    wish: ScaleWish,
) -> Result<bool> {
    let (class, subject) = match wish {
        ScaleWish::Class(class, _) => (Some(class), None),
        ScaleWish::Subject(subject, _) => (None, Some(subject)),
    };
    let (marked,): (bool,) = sql("SELECT EXISTS (SELECT 1 FROM course c \
         JOIN school_class k ON k.school_id = c.school_id AND k.class_id = c.class_id AND k.year_id = $2 \
         JOIN journal_column j ON j.school_id = c.school_id AND j.course_id = c.course_id \
         JOIN entry e ON e.school_id = j.school_id AND e.column_id = j.column_id AND e.mark IS NOT NULL \
         WHERE c.school_id = $1 AND ((c.class_id = $3 AND c.scale IS NULL) OR c.subject_id = $4))")
    .bind(school)
    .bind(year)
    .bind(class)
    .bind(subject)
    .fetch_one(conn)
    .await?;
    Ok(marked)
}

async fn put(conn: &mut Conn<'_>, school: Id<of::School>, year: Id<of::Year>, wish: ScaleWish) -> Result<()> {
    match wish {
        ScaleWish::Class(class, scale) => {
            sql("UPDATE school_class SET scale = $3 WHERE school_id = $1 AND class_id = $2")
                .bind(school)
                .bind(class)
                .bind(scale.code())
                .execute(conn)
                .await?;
        }
        ScaleWish::Subject(subject, passes) => {
            let scale = passes.then(|| Scale::Pass.code());
            sql("UPDATE subject SET scale = $3 WHERE school_id = $1 AND subject_id = $2")
                .bind(school)
                .bind(subject)
                .bind(scale)
                .execute(conn)
                .await?;
            sql("UPDATE course SET scale = $3 WHERE school_id = $1 AND subject_id = $2 AND class_id IN \
                 (SELECT class_id FROM school_class WHERE school_id = $1 AND year_id = $4)")
            .bind(school)
            .bind(subject)
            .bind(scale)
            .bind(year)
            .execute(conn)
            .await?;
        }
    }
    Ok(())
}
