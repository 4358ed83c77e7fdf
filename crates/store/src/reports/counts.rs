//! How many marks of each kind there are, by class, subject and teacher, and where the pupils of each class stand.

use std::collections::{HashMap, HashSet};

use klas_domain::{
    Mark,
    figures::Pupils,
    id::{Id, of},
    school::{ClassName, PersonName},
};
use uuid::Uuid;

use super::{Question, mark_of, of_marks, standing_of};
use crate::{db::sql, error::Result, journal::class_name, store::Reader};

/// So many marks of a kind in a subject of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Class.
    pub class: Id<of::SchoolClass>,
    /// Subject.
    pub subject: Id<of::Subject>,
    /// Teacher of the course; none while vacant.
    pub teacher: Option<Id<of::Person>>,
    /// Mark.
    pub mark: Mark,
    /// How many pupils have it.
    pub number: u32,
}

/// A class that has something in the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportClass {
    /// Identifier.
    pub id: Id<of::SchoolClass>,
    /// As it is written.
    pub name: ClassName,
    /// Class teacher.
    pub class_teacher: Option<Id<of::Person>>,
    /// Where its pupils stand over all subjects; none for who sees own subjects of it alone.
    pub pupils: Option<Pupils>,
}

/// What the marks of a period come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The classes in their order.
    pub classes: Vec<ReportClass>,
    /// The subjects that have marks, in alphabetical order.
    pub subjects: Vec<(Id<of::Subject>, String)>,
    /// The teachers whose courses have marks, in alphabetical order.
    pub teachers: Vec<(Id<of::Person>, PersonName)>,
    /// The marks.
    pub counts: Vec<Count>,
}

impl Reader {
    /// What the marks of a period come to.
    ///
    /// # Errors
    /// The database's.
    pub async fn report(&mut self, question: &Question) -> Result<Report> {
        let pupils = self.pupil_counts(question).await?;
        let counts = self.mark_counts(question).await?;
        let classes = self.report_classes(question, &counts, &pupils).await?;
        let subjects = self.subject_names(&counts).await?;
        let teachers = self.teacher_names(&counts).await?;
        Ok(Report { classes, subjects, teachers, counts })
    }

    /// The marks of a period alone, to hold those of another one against.
    ///
    /// # Errors
    /// The database's.
    pub async fn mark_counts(&mut self, question: &Question) -> Result<Vec<Count>> {
        type Packed = (Uuid, Uuid, Option<Uuid>, i16, u32);
        // A subject without a teacher has no hex of one, which SQLite would make an empty text.
        let text = of_marks!(
            "SELECT json_group_array(json_array(hex(class_id), hex(subject_id), \
             CASE WHEN teacher_id IS NOT NULL THEN hex(teacher_id) END, mark, number)) FROM (\
             SELECT class_id, subject_id, teacher_id, mark, count(*) AS number FROM marks \
             GROUP BY class_id, subject_id, teacher_id, mark) counted"
        );
        let rows: Vec<Packed> = self.asked(question, text).fetch_packed(&mut self.conn()).await?;
        let count = |(class, subject, teacher, mark, number): Packed| {
            let teacher = teacher.map(Id::from);
            Ok(Count { class: class.into(), subject: subject.into(), teacher, mark: mark_of(mark)?, number })
        };
        let mut counts = rows.into_iter().map(count).collect::<Result<Vec<_>>>()?;
        counts.sort_by_key(|count| (count.class, count.subject, count.teacher, count.mark.code()));
        Ok(counts)
    }

    async fn pupil_counts(&mut self, question: &Question) -> Result<HashMap<Id<of::SchoolClass>, Pupils>> {
        type Packed = (Uuid, Option<i16>, Option<i16>, Option<i16>, u32);
        let text = of_marks!(
            "SELECT json_group_array(json_array(hex(class_id), points, level, missing, number)) FROM (\
             SELECT class_id, points, level, missing, count(*) AS number FROM standing \
             GROUP BY class_id, points, level, missing) counted"
        );
        let rows: Vec<Packed> = self.asked(question, text).fetch_packed(&mut self.conn()).await?;
        let mut classes: HashMap<_, Pupils> = HashMap::new();
        for (class, points, level, missing, number) in rows {
            classes.entry(class.into()).or_default().add(standing_of([points, level, missing])?, number);
        }
        Ok(classes)
    }

    async fn report_classes(
        &mut self,
        question: &Question,
        counts: &[Count],
        pupils: &HashMap<Id<of::SchoolClass>, Pupils>,
    ) -> Result<Vec<ReportClass>> {
        let school = self.school;
        let rows: Vec<(Uuid, i32, String, Option<Uuid>)> =
            sql("SELECT class_id, grade, letter, class_teacher_id FROM school_class \
             WHERE school_id = $1 AND year_id = $2")
            .bind(school)
            .bind(question.year)
            .fetch_all(&mut self.conn())
            .await?;
        let marked: HashSet<_> = counts.iter().map(|count| count.class).collect();
        let mut classes = Vec::with_capacity(rows.len());
        for (id, grade, letter, class_teacher) in rows {
            let id = id.into();
            let pupils = pupils.get(&id).copied();
            if pupils.is_some() || marked.contains(&id) {
                let class_teacher = class_teacher.map(Id::from);
                classes.push(ReportClass { id, name: class_name(grade, letter)?, class_teacher, pupils });
            }
        }
        // The databases do not know the order of the letters of classes.
        classes.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(classes)
    }

    /// The classes of a year as they are written.
    ///
    /// # Errors
    /// The database's.
    pub async fn class_names(
        &mut self,
        year: Id<of::Year>,
    ) -> Result<HashMap<Id<of::SchoolClass>, ClassName>> {
        let school = self.school;
        let rows: Vec<(Uuid, i32, String)> =
            sql("SELECT class_id, grade, letter FROM school_class WHERE school_id = $1 AND year_id = $2")
                .bind(school)
                .bind(year)
                .fetch_all(&mut self.conn())
                .await?;
        let named = |(id, grade, letter)| Ok((Id::from(id), class_name(grade, letter)?));
        rows.into_iter().map(named).collect()
    }

    async fn subject_names(&mut self, counts: &[Count]) -> Result<Vec<(Id<of::Subject>, String)>> {
        let school = self.school;
        let rows: Vec<(Uuid, String)> =
            sql("SELECT subject_id, name FROM subject WHERE school_id = $1 ORDER BY sort_key, subject_id")
                .bind(school)
                .fetch_all(&mut self.conn())
                .await?;
        let marked: HashSet<_> = counts.iter().map(|count| count.subject).collect();
        let subjects = rows.into_iter().map(|(id, name)| (id.into(), name));
        Ok(subjects.filter(|(id, _)| marked.contains(id)).collect())
    }

    async fn teacher_names(&mut self, counts: &[Count]) -> Result<Vec<(Id<of::Person>, PersonName)>> {
        let school = self.school;
        let rows: Vec<(Uuid, String, String, String)> =
            sql("SELECT p.person_id, p.surname, p.given, p.patronymic FROM person p \
             WHERE p.school_id = $1 AND EXISTS (SELECT 1 FROM course c WHERE c.school_id = p.school_id \
              AND c.teacher_id = p.person_id) ORDER BY p.sort_key, p.person_id")
            .bind(school)
            .fetch_all(&mut self.conn())
            .await?;
        let marked: HashSet<_> = counts.iter().filter_map(|count| count.teacher).collect();
        let teachers = rows
            .into_iter()
            .map(|(id, surname, given, patronymic)| (id.into(), PersonName { surname, given, patronymic }));
        Ok(teachers.filter(|(id, _)| marked.contains(id)).collect())
    }
}
