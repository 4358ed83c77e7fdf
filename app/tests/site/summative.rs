//! Summative marks, and a year gone by, as a database client would write them.

use std::fmt::Write as _;

use chrono::NaiveDate;
use klas_domain::{Id, Role, column::Sum, id::of};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::support::{TODAY, TestApp, literal, person};

impl TestApp {
    /// Runs statements on the site's database.
    pub async fn run(&self, statements: String) {
        let options = SqliteConnectOptions::new().filename(self.file());
        let mut file = SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut file).await.unwrap();
    }

    /// Takes a course's teacher away.
    pub async fn vacate(&self, course: Id<of::Course>) {
        self.run(format!("UPDATE course SET teacher_id = NULL WHERE course_id = {};", literal(course))).await;
    }

    /// Cancels a course's lessons up to a day.
    pub async fn cancel_until(&self, course: Id<of::Course>, last: NaiveDate) {
        let own = format!("course_id = {} AND held_on <= '{last}'", literal(course));
        self.run(format!("UPDATE lesson SET cancelled = TRUE WHERE {own};")).await;
    }

    /// Gives a class's subject to another teacher.
    pub async fn hand_over(&self, class: &str, subject: &str, login: &str) {
        let course = literal(self.course_of(class, subject, TODAY).await);
        let who = literal(self.person_of(login));
        self.run(format!("UPDATE course SET teacher_id = {who} WHERE course_id = {course};")).await;
    }

    /// Lets somebody teach a lesson in its teacher's place.
    pub async fn substitute(&self, lesson: Id<of::Lesson>, login: &str) {
        let who = literal(self.person_of(login));
        self.run(format!("UPDATE lesson SET substitute_id = {who} WHERE lesson_id = {};", literal(lesson)))
            .await;
    }

    /// Gives the course's plan this many lines: after the first «Тема 2», «Тема 3» and so on.
    pub async fn lengthen_plan(&self, lines: u8) {
        let (school, course) = (literal(self.school), literal(self.course));
        let line = |number| format!("({school}, {course}, {number}, 'Тема {number}', 'ordinary')");
        let rows: Vec<String> = (2..=lines).map(line).collect();
        self.run(format!(
            "INSERT INTO plan_line (school_id, course_id, number, topic, kind) VALUES {};",
            rows.join(", ")
        ))
        .await;
    }

    /// A pupil's last day in 8-А; from the next one on the pupil is in the class of another pupil, or in none.
    pub async fn leave(&self, pupil: Id<of::Person>, last: NaiveDate, beside: Option<Id<of::Person>>) {
        let (school, pupil) = (literal(self.school), literal(pupil));
        let mut statements =
            format!("UPDATE enrolment SET ends_on = '{last}' WHERE pupil_id = {pupil} AND ends_on IS NULL;");
        if let (Some(beside), Some(next)) = (beside, last.succ_opt()) {
            write!(
                statements,
                "INSERT INTO enrolment (school_id, class_id, pupil_id, starts_on) SELECT {school}, class_id, {pupil}, \
                 '{next}' FROM enrolment WHERE pupil_id = {};",
                literal(beside)
            )
            .unwrap();
        }
        self.run(statements).await;
    }

    /// Closes a course's semester.
    pub async fn shut(&self, course: Id<of::Course>, semester: u8) {
        let (school, author) = (literal(self.school), literal(self.person_of("teacher")));
        let values = format!("{school}, {}, {semester}, '2026-11-24T09:00:00Z', {author}", literal(course));
        self.run(format!(
            "INSERT INTO closing (school_id, course_id, semester, closed_at, closed_by) VALUES ({values});"
        ))
        .await;
    }

    /// Closes a class's semester after its courses.
    pub async fn shut_class(&self, class: Id<of::SchoolClass>, semester: u8) {
        let (school, author) = (literal(self.school), literal(self.person_of("class-teacher")));
        let values = format!("{school}, {}, {semester}, '2026-11-24T09:00:00Z', {author}", literal(class));
        self.run(format!(
            "INSERT INTO class_closing (school_id, class_id, semester, closed_at, closed_by) VALUES ({values});"
        ))
        .await;
    }

    /// Opens a course's semester again.
    pub async fn open_again(&self, course: Id<of::Course>, semester: u8) {
        let own = format!("course_id = {} AND semester = {semester}", literal(course));
        self.run(format!("DELETE FROM closing WHERE {own};")).await;
    }

    /// A subject's course of a class on a day.
    pub async fn course_of(&self, class: &str, subject: &str, day: NaiveDate) -> Id<of::Course> {
        let mut reader = self.store.read(self.school).await.unwrap();
        let (year, _) = reader.year(day).await.unwrap();
        let courses = reader.courses(year, None).await.unwrap();
        let own = |course: &&klas_store::journal::Course| {
            course.class.to_string() == class && course.subject == subject
        };
        courses.iter().find(own).unwrap().id
    }

    /// Gives the summative marks of a column; pupils are known by their surnames, marks by their codes.
    pub async fn sum_up(&self, class: &str, subject: &str, kind: &str, semester: u8, marks: &[(&str, i16)]) {
        self.sum_up_in(TODAY, class, subject, kind, semester, marks).await;
    }

    async fn sum_up_in(
        &self,
        day: NaiveDate,
        class: &str,
        subject: &str,
        kind: &str,
        semester: u8,
        marks: &[(&str, i16)],
    ) {
        let course = self.course_of(class, subject, day).await;
        let columns = self.store.read(self.school).await.unwrap().columns(course).await.unwrap();
        let is_own = |sum: Sum| {
            sum.code() == kind && sum.semester().is_none_or(|own| own.code() == i16::from(semester))
        };
        let known = columns.iter().find(|column| column.sum().is_some_and(is_own));
        let (school, course) = (literal(self.school), literal(course));
        let author = literal(self.person_of("teacher"));
        let mut statements = String::new();
        let column = literal(known.map_or_else(Id::<of::Column>::new, |column| column.id));
        if known.is_none() {
            let values = format!("({school}, {column}, {course}, '{kind}', {semester})");
            write!(
                statements,
                "INSERT INTO journal_column (school_id, column_id, course_id, kind, semester) VALUES {values};"
            )
            .unwrap();
        }
        for (pupil, mark) in marks {
            let pupil = literal(person(&self.store, self.school, Role::Pupil, pupil).await);
            write!(
                statements,
                "INSERT INTO entry (school_id, column_id, pupil_id, mark, draft, version, seq, created_at, updated_at, \
                 updated_by) VALUES ({school}, {column}, {pupil}, {mark}, FALSE, 1, 0, '2026-11-24T09:00:00Z', \
                 '2026-11-24T09:00:00Z', {author});"
            )
            .unwrap();
        }
        self.run(statements).await;
    }

    /// Gives marks in a column that every course has; pupils are known by their surnames, marks by their codes.
    pub async fn mark_in(&self, class: &str, subject: &str, sum: Sum, marks: &[(&str, i16)]) {
        let marks: Vec<_> = marks.iter().map(|(pupil, mark)| (*pupil, mark.to_string())).collect();
        self.write_in(class, subject, sum, ("mark", &marks)).await;
    }

    /// Assesses pupils in words in a column that every course has.
    pub async fn describe(&self, class: &str, subject: &str, sum: Sum, words: &[(&str, &str)]) {
        let words: Vec<_> = words.iter().map(|(pupil, words)| (*pupil, format!("'{words}'"))).collect();
        self.write_in(class, subject, sum, ("note", &words)).await;
    }

    /// What is written so families see.
    async fn write_in(
        &self,
        class: &str,
        subject: &str,
        sum: Sum,
        (field, cells): (&str, &[(&str, String)]),
    ) {
        let course = self.course_of(class, subject, TODAY).await;
        let (school, column) = (literal(self.school), literal(sum.id(course)));
        let author = literal(self.person_of("teacher"));
        let mut statements = String::new();
        for (pupil, value) in cells {
            let pupil = literal(person(&self.store, self.school, Role::Pupil, pupil).await);
            write!(
                statements,
                "INSERT INTO entry (school_id, column_id, pupil_id, {field}, draft, visible_at, version, seq, created_at, \
                 updated_at, updated_by) VALUES ({school}, {column}, {pupil}, {value}, FALSE, '2026-11-23T09:00:00Z', 1, \
                 0, '2026-11-23T09:00:00Z', '2026-11-23T09:00:00Z', {author});"
            )
            .unwrap();
        }
        self.run(statements).await;
    }

    /// The year before this one, in which the pupils of 8-А were in 7-А and had these marks in algebra.
    pub async fn a_year_ago(&self, semester: u8, marks: &[(&str, i16)]) {
        let school = literal(self.school);
        let (year, class) = (literal(Id::<of::Year>::new()), literal(Id::<of::SchoolClass>::new()));
        let course = literal(Id::<of::Course>::new());
        let mut statements = format!(
            "INSERT INTO academic_year VALUES ({school}, {year}, '2025-09-01', '2025-12-26', '2026-01-12', '2026-05-29');\
             INSERT INTO school_class (school_id, class_id, year_id, grade, letter, scale) \
             VALUES ({school}, {class}, {year}, 7, 'А', 'twelve-point');\
             INSERT INTO course (school_id, course_id, class_id, subject_id, teacher_id, weekly_tenths) \
             SELECT {school}, {course}, {class}, subject_id, teacher_id, 20 FROM course WHERE course_id = {};",
            literal(self.course)
        );
        for (pupil, _) in marks {
            let pupil = literal(person(&self.store, self.school, Role::Pupil, pupil).await);
            write!(
                statements,
                "INSERT INTO enrolment (school_id, class_id, pupil_id, starts_on, ends_on) \
                 VALUES ({school}, {class}, {pupil}, '2025-09-01', '2026-08-31');"
            )
            .unwrap();
        }
        self.run(statements).await;
        let then = NaiveDate::from_ymd_opt(2025, 11, 24).unwrap();
        self.sum_up_in(then, "7-А", "Алгебра", "semester", semester, marks).await;
    }
}
