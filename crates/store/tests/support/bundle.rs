//! The school of the stories, as the files of its office would tell it.

use chrono::NaiveTime;
use klas_domain::{
    Role,
    bundle::{
        Bell, Bundle, CourseKey, CourseLoad, Guardian, PlanLine, Pupil, StaffMember, TimetableSlot, TopicPlan,
    },
    calendar::AcademicYear,
    school::{ClassName, LessonKind, PersonName},
};

use super::day;

/// The year begins on Tuesday 1 September 2026.
pub const YEAR: i32 = 2026;

const TUESDAY: u8 = 2;
const THURSDAY: u8 = 4;

/// A small school: class 8-А with two groups for English, a leaver and a newcomer; class 8-Б without pupils yet.
///
/// On Tuesdays 8-А has algebra, English of group 1, English of group 2, history; on Thursdays algebra.
pub fn bundle() -> Bundle {
    Bundle {
        school: Some("Ліцей № 4".to_owned()),
        year: Some(AcademicYear::starting(YEAR)),
        staff: vec![
            StaffMember {
                class_teacher_of: Some(class("8-А")),
                ..staff("Коваль Олена Петрівна", &[Role::Teacher])
            },
            staff("Мельник Петро Іванович", &[Role::Teacher]),
        ],
        pupils: pupils(),
        courses: vec![
            course("8-А", None, "Алгебра", Some("Коваль Олена Петрівна")),
            course("8-А", Some(1), "Англійська мова", Some("Мельник Петро Іванович")),
            course("8-А", Some(2), "Англійська мова", Some("Коваль Олена Петрівна")),
            course("8-А", None, "Історія України", Some("Мельник Петро Іванович")),
            course("8-А", None, "Мистецтво", None),
            course("8-Б", None, "Алгебра", Some("Мельник Петро Іванович")),
        ],
        bells: vec![bell(1, (8, 30), (9, 15)), bell(2, (9, 25), (10, 10))],
        shifts: Vec::new(),
        timetable: vec![
            slot("8-А", None, "Алгебра", TUESDAY, 1),
            slot("8-А", Some(1), "Англійська мова", TUESDAY, 2),
            slot("8-А", Some(2), "Англійська мова", TUESDAY, 3),
            slot("8-А", None, "Історія України", TUESDAY, 4),
            slot("8-А", None, "Алгебра", THURSDAY, 1),
        ],
        plans: vec![TopicPlan {
            subject: "Алгебра".to_owned(),
            grade: 8,
            letter: None,
            lines: vec![
                line(1, "Раціональні дроби", LessonKind::Ordinary),
                line(2, "Скорочення дробів", LessonKind::Ordinary),
                line(3, "Контрольна робота", LessonKind::Control),
            ],
        }],
    }
}

/// In the order of an office's sheet, not of the alphabet.
fn pupils() -> Vec<Pupil> {
    let mother = Guardian {
        name: name("Юрченко Марія Юріївна"),
        relation: "мати".to_owned(),
        phone: Some("+380501112233".to_owned()),
        email: None,
    };
    vec![
        Pupil { groups: vec![1], ..pupil("Їжак Іван Олегович") },
        Pupil { groups: vec![1], ..pupil("Ґудзь Ганна Андріївна") },
        Pupil {
            groups: vec![2],
            left_on: Some(day(2026, 10, 6)),
            order: Some("12-у".to_owned()),
            ..pupil("Гай Олег Романович")
        },
        Pupil {
            groups: vec![2],
            enrolled_on: Some(day(2026, 11, 3)),
            order: Some("31-у".to_owned()),
            ..pupil("Явір Ярина Львівна")
        },
        Pupil {
            groups: vec![2], guardians: vec![mother], ..pupil("Андрієнко Анна Ігорівна")
        },
    ]
}

/// `8-А`.
pub fn class(text: &str) -> ClassName {
    ClassName::parse(text).unwrap()
}

/// Surname, given name and patronymic between spaces.
pub fn name(text: &str) -> PersonName {
    let mut words = text.split(' ').map(str::to_owned);
    let mut word = || words.next().unwrap_or_default();
    PersonName { surname: word(), given: word(), patronymic: word() }
}

/// A member of staff with nothing but a name and roles.
pub fn staff(full_name: &str, roles: &[Role]) -> StaffMember {
    StaffMember {
        name: name(full_name),
        position: "учитель".to_owned(),
        roles: roles.to_vec(),
        phone: None,
        email: None,
        class_teacher_of: None,
    }
}

/// A pupil of 8-А from the first day on.
pub fn pupil(full_name: &str) -> Pupil {
    Pupil {
        name: name(full_name),
        born: Some(day(2013, 2, 1)),
        sex: None,
        class: class("8-А"),
        groups: Vec::new(),
        subject_groups: Vec::new(),
        not_taken: Vec::new(),
        rostered: false,
        guardians: Vec::new(),
        address: None,
        enrolled_on: None,
        left_on: None,
        stays: false,
        order: None,
    }
}

fn key(of_class: &str, group: Option<u8>, subject: &str) -> CourseKey {
    CourseKey { class: class(of_class), group, subject: subject.to_owned() }
}

fn course(of_class: &str, group: Option<u8>, subject: &str, teacher: Option<&str>) -> CourseLoad {
    CourseLoad { key: key(of_class, group, subject), teacher: teacher.map(name), weekly_tenths: 20 }
}

/// A weekly lesson in room 12.
pub fn slot(of_class: &str, group: Option<u8>, subject: &str, weekday: u8, period: u8) -> TimetableSlot {
    TimetableSlot { course: key(of_class, group, subject), weekday, period, room: Some("12".to_owned()) }
}

/// A period of the bells that name no schedule.
pub fn bell(period: u8, starts: (u32, u32), ends: (u32, u32)) -> Bell {
    let time = |(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    Bell { schedule: None, period, starts: time(starts), ends: time(ends) }
}

fn line(number: u16, topic: &str, kind: LessonKind) -> PlanLine {
    PlanLine { number, theme: None, topic: topic.to_owned(), homework: Some(format!("§ {number}")), kind }
}
