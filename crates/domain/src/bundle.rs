//! A school as data: what an import reads, what the demonstration school is made of, what the store takes in.
//!
//! Everything refers to everything else by what people call it (names, classes, subjects), never by identifiers:
//! the store finds the rows that are there already, so taking in the same bundle twice changes nothing.

use chrono::{NaiveDate, NaiveTime};

use crate::{
    calendar::AcademicYear,
    entry::Entry,
    permission::Role,
    school::{ClassName, LessonKind, PersonName, Sex},
};

/// A school, or the part of one that some files hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bundle {
    /// The school's name, where the files tell it.
    pub school: Option<String>,
    /// The academic year that the classes belong to.
    pub year: Option<AcademicYear>,
    /// Members of staff.
    pub staff: Vec<StaffMember>,
    /// Pupils with their guardians.
    pub pupils: Vec<Pupil>,
    /// Pages of the journal.
    pub courses: Vec<CourseLoad>,
    /// When lessons begin and end.
    pub bells: Vec<Bell>,
    /// The bell schedules of classes.
    pub shifts: Vec<ClassShift>,
    /// The weekly timetable.
    pub timetable: Vec<TimetableSlot>,
    /// Topic plans.
    pub plans: Vec<TopicPlan>,
}

/// A row of a bundle, by its place in its list: whoever read the bundle knows where it stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BundleRow {
    /// Of [`Bundle::staff`].
    Staff(usize),
    /// Of [`Bundle::pupils`].
    Pupil(usize),
    /// Of [`Bundle::courses`].
    Course(usize),
    /// Of [`Bundle::timetable`].
    Slot(usize),
    /// Of [`Bundle::plans`].
    Plan(usize),
}

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffMember {
    /// Names.
    pub name: PersonName,
    /// Position as the school words it.
    pub position: String,
    /// What the position lets the person do: head, deputy, administrator, nurse; every teacher has `Teacher`.
    pub roles: Vec<Role>,
    /// Telephone as `+380…`.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// The class whose class teacher the person is.
    pub class_teacher_of: Option<ClassName>,
}

/// A pupil and the pupil's class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pupil {
    /// Names.
    pub name: PersonName,
    /// Birth date; tells namesakes apart.
    pub born: Option<NaiveDate>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Class.
    pub class: ClassName,
    /// Numbers of the groups of the class that the pupil belongs to, for all subjects that have no division of their
    /// own; a pupil of a class with groups and none named here is put into one in alphabetical halves.
    pub groups: Vec<u8>,
    /// Groups that are told for one subject each.
    pub subject_groups: Vec<SubjectGroup>,
    /// Subjects of which it is told that the pupil is in none of their groups.
    pub not_taken: Vec<String>,
    /// Whether a roster tells of the pupil, which knows everybody's pages: nobody is divided by the alphabet.
    pub rostered: bool,
    /// Parents or guardians, mother first where the sheet says so.
    pub guardians: Vec<Guardian>,
    /// Home address.
    pub address: Option<String>,
    /// Day of enrolment where it is not the year's first.
    pub enrolled_on: Option<NaiveDate>,
    /// Day of leaving: the first day on which the pupil is no longer in the class.
    pub left_on: Option<NaiveDate>,
    /// Whether the row says that the pupil has not left: a leaving on record is a mistake.
    pub stays: bool,
    /// Number of the order on the pupil's coming or leaving.
    pub order: Option<String>,
}

impl Pupil {
    /// The subjects for which a group is told that is none of the pupil's groups of the class, or that the pupil is in
    /// none: for these the class is divided in another way (DOMAIN §2: each group has its own page), and has a division
    /// of its own.
    pub fn own_divisions(&self) -> impl Iterator<Item = &str> {
        let others = self.subject_groups.iter().filter(|group| !self.groups.contains(&group.number));
        others.map(|group| group.subject.as_str()).chain(self.not_taken.iter().map(String::as_str))
    }
}

/// A group of a class for one subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubjectGroup {
    /// Subject.
    pub subject: String,
    /// Group number.
    pub number: u8,
}

/// A parent or guardian.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guardian {
    /// Names.
    pub name: PersonName,
    /// What the person is to the pupil: мати, батько, опікун.
    pub relation: String,
    /// Telephone as `+380…`.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
}

/// What tells one page of the journal from another: class, group and subject.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CourseKey {
    /// Class.
    pub class: ClassName,
    /// Group number within the class's division for the subject; none for the whole class.
    pub group: Option<u8>,
    /// Subject.
    pub subject: String,
}

/// A teacher's load in one course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseLoad {
    /// The page.
    pub key: CourseKey,
    /// The teacher, one of the bundle's or the school's staff; vacant courses have none.
    pub teacher: Option<PersonName>,
    /// Lessons a week in tenths: 1.5 hours are 15.
    pub weekly_tenths: u16,
}

/// A period of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bell {
    /// Name of the bell schedule; none for the one that classes have of which nothing else is said.
    pub schedule: Option<String>,
    /// Lesson number, 0–9.
    pub period: u8,
    /// Beginning.
    pub starts: NaiveTime,
    /// End.
    pub ends: NaiveTime,
}

/// A class with a bell schedule of its own: its shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassShift {
    /// Class.
    pub class: ClassName,
    /// Name of the bell schedule.
    pub schedule: String,
}

/// One weekly lesson of a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimetableSlot {
    /// The page.
    pub course: CourseKey,
    /// 1 is Monday, 7 is Sunday.
    pub weekday: u8,
    /// Lesson number, 0–9.
    pub period: u8,
    /// Room.
    pub room: Option<String>,
}

/// The topic plan of the courses of a subject in a grade, or of one class only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicPlan {
    /// Subject.
    pub subject: String,
    /// Grade.
    pub grade: u8,
    /// Class letter, where the plan is for one class only.
    pub letter: Option<String>,
    /// Lines in their order.
    pub lines: Vec<PlanLine>,
}

/// A line of a topic plan: one lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanLine {
    /// Number of the lesson, from 1.
    pub number: u16,
    /// Theme the lesson belongs to, as the plan names it.
    pub theme: Option<String>,
    /// Topic.
    pub topic: String,
    /// Homework.
    pub homework: Option<String>,
    /// Kind of lesson.
    pub kind: LessonKind,
}

/// A lesson that was given: what the demonstration school has in its journals besides its structure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaughtLesson {
    /// The page.
    pub course: CourseKey,
    /// Day.
    pub date: NaiveDate,
    /// Lesson number, 0–9.
    pub period: u8,
    /// Kind of lesson.
    pub kind: LessonKind,
    /// Topic.
    pub topic: String,
    /// Homework; may be empty.
    pub homework: String,
    /// What stands in the cells, by the pupil's place in [`Bundle::pupils`].
    pub entries: Vec<(usize, Entry)>,
}
