//! By which words a header is known for what it heads.

use super::{header::Field, report::FileKind};

/// Beginnings of words, separated by spaces, that a header's words must have; a beginning with a dot is a whole word.
/// Fields that come earlier choose their columns earlier.
pub(super) type Patterns = &'static [(Field, &'static [&'static str])];

const NAME: Patterns = &[
    (Field::FullName, &["піб", "п. і. б.", "піп.", "п. і. п.", "прізв імя", "прізв ініц"]),
    (Field::Given, &["імя по. батьк"]),
    (Field::Patronymic, &["по. батьк"]),
    (Field::Surname, &["прізв"]),
    (Field::Given, &["імя", "ініц"]),
];

const PUPILS: Patterns = &[
    (
        Field::Passed,
        &[
            "клас керівн",
            "груп здоров",
            "фіз груп",
            "кільк",
            "справ",
            "вік.",
            "робот",
            "посад мат",
            "посад бать",
        ],
    ),
    (Field::Position, &["посад"]),
    (Field::Mother, &["мат прізв", "мам прізв", "мат піб", "мам піб", "мат піп.", "мам піп."]),
    (Field::Father, &["батька. прізв", "батько. прізв", "тат прізв"]),
    (Field::Father, &["батька. піб", "батько. піб", "тат піб", "батька. піп.", "тат піп."]),
    (Field::Parent, &["батьків. прізв", "батьків. піб", "батьків. піп."]),
    (Field::Guardian, &["опік прізв", "предст прізв", "опік піб", "предст піб"]),
    (Field::MotherGiven, &["імя мат", "імя мам", "ініц мат", "ініц мам"]),
    (Field::FatherGiven, &["імя батька.", "імя тат", "ініц батька.", "ініц тат"]),
    (Field::ParentGiven, &["імя батьків.", "ініц батьків."]),
    (Field::GuardianGiven, &["імя опік", "імя предст", "ініц опік", "ініц предст"]),
    (Field::MotherPatronymic, &["по. батьк мат", "по. батьк мам"]),
    (Field::FatherPatronymic, &["по. батьк батька.", "по. батьк тат"]),
    (Field::ParentPatronymic, &["по. батьк батьків."]),
    (Field::GuardianPatronymic, &["по. батьк опік", "по. батьк предст"]),
    (Field::MotherPhone, &["тел мат", "тел мам", "моб мат", "моб мам"]),
    (Field::FatherPhone, &["тел батька.", "тел тат", "моб батька.", "моб тат"]),
    (Field::ParentPhone, &["тел батьків.", "тел один", "моб батьків."]),
    (Field::GuardianPhone, &["тел опік", "тел предст", "моб опік"]),
    (Field::MotherEmail, &["пошт мат", "пошт мам", "mail мат", "mail мам"]),
    (Field::FatherEmail, &["пошт батька.", "пошт тат", "mail батька.", "mail тат"]),
    (Field::ParentEmail, &["пошт батьків.", "mail батьків."]),
    (Field::GuardianEmail, &["пошт опік", "mail опік"]),
    (Field::Mother, &["мати.", "матері.", "мама.", "мами.", "матір."]),
    (Field::Father, &["батько.", "батька.", "тато.", "тата."]),
    (Field::Parent, &["батьки.", "батьків.", "один батьк"]),
    (Field::Guardian, &["опікун", "законн предст"]),
    (Field::Phone, &["тел", "моб"]),
    (Field::Email, &["пошт", "mail"]),
    (Field::Born, &["народж", "дат нар", "д. нар", "дн."]),
    (Field::Sex, &["стать."]),
    (Field::Order, &["наказ"]),
    (Field::EnrolledOn, &["зарах", "прибу"]),
    (Field::LeftOn, &["вибу", "відрах"]),
    (Field::Address, &["адрес", "прожив"]),
    (Field::Group, GROUP),
    (Field::SubjectGroup, GROUP),
    (Field::Class, &["клас.", "кл."]),
];

const STAFF: Patterns = &[
    (Field::ClassTeacherOf, &["клас керівн", "кл керівн", "клас."]),
    (Field::Position, &["посад"]),
    (Field::Subject, &["предмет", "виклад"]),
    (Field::Phone, &["тел", "моб"]),
    (Field::Email, &["пошт", "mail"]),
];

const COURSES: Patterns = &[
    (Field::Passed, &["год рік", "клас керівн", "кільк клас", "кільк груп"]),
    (Field::Hours, &["год", "навантаж"]),
    (Field::Subject, &["предмет", "дисципл"]),
    (Field::Group, GROUP),
    (Field::Class, &["клас.", "класи.", "кл."]),
    (Field::Shift, SHIFT),
];

const BELLS: Patterns = &[
    (Field::Passed, &["з. п.", "перерв"]),
    (Field::Starts, &["почат"]),
    (Field::Ends, &["кінец", "закінч"]),
    (Field::Span, &["час"]),
    (Field::Period, &["№ урок", "номер урок", "урок"]),
    (Field::Shift, SHIFT),
    (Field::Shift, &["розклад."]),
    (Field::Period, &["№", "номер"]),
];

const TIMETABLE: Patterns = &[
    (Field::Passed, &["з. п.", "вчител", "учител"]),
    (Field::Day, &["день", "дні"]),
    (Field::Subject, &["предмет", "назв"]),
    (Field::Group, GROUP),
    (Field::Room, ROOM),
    (Field::Period, &["№ урок", "номер урок", "урок"]),
    (Field::Shift, SHIFT),
    (Field::Period, &["№", "номер"]),
    (Field::Class, &["клас.", "кл."]),
];

const GROUP: &[&str] = &["груп", "підгр", "гр."];

const SHIFT: &[&str] = &["зміна.", "зміни."];

const ROOM: &[&str] = &["каб", "ауд", "приміщ"];

const PLAN: Patterns = &[
    (Field::Passed, &["дат", "год"]),
    (Field::Number, &["№ урок", "номер урок", "№ з", "№ п"]),
    (Field::Homework, &["домаш", "завдан", "д. з.", "дз."]),
    (Field::Topic, &["зміст", "тем урок", "тем занят"]),
    (Field::Theme, &["тем №", "номер тем", "розділ"]),
    (Field::Topic, &["тем"]),
    (Field::Theme, &["тем"]),
    (Field::Number, &["№", "урок"]),
    (Field::Remark, &["приміт", "вид", "тип", "форм"]),
];

/// Whose names a sheet has, where its header says only that: «Учень», «Вчитель».
const PUPIL_NAME: Patterns = &[(Field::FullName, &["учен", "учн", "дитин", "здобувач"])];
const STAFF_NAME: Patterns = &[(Field::FullName, &["вчител", "учител", "педагог", "працівн", "викладач"])];

/// Who is no pupil; «батькові» is none of these, for a pupil has a patronymic too.
pub(super) const GUARDIAN: &[&str] =
    &["мат", "мам", "тат", "батька.", "батько.", "батьки.", "батьків.", "опік", "предст"];

/// The less special kinds first: of equally understood readings the last is taken.
pub(super) const KINDS: [(FileKind, &[Patterns]); 6] = [
    (FileKind::Staff, &[NAME, STAFF, STAFF_NAME]),
    (FileKind::Pupils, &[PUPILS, NAME, PUPIL_NAME]),
    (FileKind::Bells, &[BELLS]),
    (FileKind::Plan, &[PLAN]),
    (FileKind::Courses, &[COURSES, NAME, STAFF_NAME]),
    (FileKind::TimetableList, &[TIMETABLE]),
];
