//! The texts of closing a semester.

use klas_domain::closing::{ClosingRefusal, Finding};

use super::plural;

/// The texts of closing a semester.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct ClosingTexts {
    pub title: &'static str,
    pub closed_chip: &'static str,
    pub choose_semester: &'static str,
    pub closed: fn(&str, &str) -> String,
    pub close_course: &'static str,
    pub close_class: &'static str,
    pub close_school: &'static str,
    pub lead: &'static str,
    pub no_findings: &'static str,
    pub no_lessons: &'static str,
    pub in_the_way: &'static str,
    pub look: &'static str,
    pub blocked_by: fn(usize, usize, usize) -> String,
    pub not_begun: &'static str,
    pub of_another: &'static str,
    pub not_yours: &'static str,
    pub vacant_closing: &'static str,
    pub vacant_hint: &'static str,
    pub close_as_it_is: &'static str,
    pub reopen_title: &'static str,
    pub reopen_hint: &'static str,
    pub reason: &'static str,
    pub reopen: &'static str,
    pub to_class: fn(&str) -> String,
    pub to_school: &'static str,
    pub to_reports: &'static str,
    pub groups: [(&'static str, &'static str); GROUPS],
    pub marks: fn(u32) -> String,
    pub present: fn(u32, u32) -> String,
    pub lessons: fn(u32) -> String,
    pub next: fn(&str) -> String,
    pub proposed: fn(&str) -> String,
    pub far: fn(&str, &str) -> String,
    pub unusual: fn(&str, &str) -> String,
    pub class_lead: &'static str,
    pub course_column: &'static str,
    pub teacher_column: &'static str,
    pub state_column: &'static str,
    pub class_column: &'static str,
    pub courses_column: &'static str,
    pub state_closed: &'static str,
    pub state_ready: &'static str,
    pub state_findings: fn(usize, usize) -> String,
    pub state_no_lessons: &'static str,
    pub state_waits: &'static str,
    pub of: fn(i64, i64) -> String,
    pub class_blocked: fn(i64) -> String,
    pub class_empty: &'static str,
    pub school_lead: &'static str,
    pub school_blocked: fn(usize) -> String,
    pub school_empty: &'static str,
    pub least_marks: &'static str,
    pub least_marks_hint: &'static str,
    pub least_marks_wrong: &'static str,
    pub save: &'static str,
    pub saved: &'static str,
    blocked: &'static str,
    reason_needed: &'static str,
}

/// How many kinds of findings there are.
pub const GROUPS: usize = 13;

impl ClosingTexts {
    /// The group of lessons without topic.
    pub const TOPICS: usize = 0;
    /// Of pupils without semester mark.
    pub const MARKS: usize = 1;
    /// Of entries in pencil.
    pub const PENCIL: usize = 2;

    /// The place of a finding's kind among the groups of the page: what is in the way comes first.
    pub fn group(finding: Finding) -> usize {
        match finding {
            Finding::NoTopic { .. } => Self::TOPICS,
            Finding::Undecided { .. } if finding.blocks() => Self::MARKS,
            Finding::Unpublished(_) => Self::PENCIL,
            Finding::NotBegun { .. } => 3,
            Finding::Undecided { .. } => 4,
            Finding::Stale(_) => 5,
            Finding::Unfounded(_) => 6,
            Finding::Far { .. } => 7,
            Finding::Unusual { .. } => 8,
            Finding::FewMarks { .. } => 9,
            Finding::SeldomPresent { .. } => 10,
            Finding::MarkOnAbsence { .. } => 11,
            Finding::ToCome { .. } => 12,
        }
    }

    /// Why a semester was not closed or reopened; nothing where the person may not do it at all.
    pub fn refusal(&self, refusal: ClosingRefusal) -> Option<&'static str> {
        match refusal {
            ClosingRefusal::Forbidden => None,
            ClosingRefusal::Blocked => Some(self.blocked),
            ClosingRefusal::NotBegun => Some(self.not_begun),
            ClosingRefusal::ReasonNeeded => Some(self.reason_needed),
        }
    }
}

pub static UK: ClosingTexts = ClosingTexts {
    title: "Закриття семестру",
    closed_chip: "Семестр закрито",
    choose_semester: "Семестр",
    closed: |when, who| format!("Семестр закрито {when}, {who}."),
    close_course: "Закрити семестр",
    close_class: "Закрити семестр класу",
    close_school: "Закрити семестр школи",
    lead: "Після закриття записи семестру виправляє лише заступник директора, із причиною. Скориговані оцінки ви ставите й далі.",
    no_findings: "Усе гаразд: теми записано, семестрові оцінки стоять.",
    no_lessons: "У цьому семестрі уроків не було.",
    in_the_way: "Заважає закрити",
    look: "Варто переглянути",
    blocked_by: |topics, marks, pencil| {
        let topics = (topics > 0).then(|| format!("уроків без теми – {topics}"));
        let marks = (marks > 0).then(|| format!("учнів без семестрової оцінки – {marks}"));
        let pencil = (pencil > 0).then(|| format!("записів олівцем – {pencil}"));
        let said: Vec<_> = [topics, marks, pencil].into_iter().flatten().collect();
        format!("Ще не можна: {}.", said.join(", "))
    },
    not_begun: "Ще не можна: уроків у цьому семестрі ще не було.",
    of_another: "пише інший учитель",
    not_yours: "Семестр цієї сторінки закриває її вчитель.",
    vacant_closing: "Учителя немає: закриває заступник директора або директор.",
    vacant_hint: "Учителя в предмета немає, тож доробити це нікому. Можна закрити як є, указавши причину: вона лишиться в історії. Записи далі виправляєте ви.",
    close_as_it_is: "Закрити як є",
    reopen_title: "Відкрити семестр",
    reopen_hint: "Учитель знову зможе змінювати записи. Разом із предметом відкриються клас і школа. Причина лишиться в історії.",
    reason: "Причина",
    reopen: "Відкрити",
    to_class: |class| format!("Клас {class}"),
    to_school: "Уся школа",
    to_reports: "До звітів",
    groups: [
        ("Уроки без теми", "Урок відбувся, а тему не записано."),
        ("Немає семестрової оцінки", "Кожен учень, який є в класі, має семестрову оцінку або н/а чи зв."),
        ("Записи олівцем", "Оприлюдніть їх або зітріть: після закриття цього вже не зробити."),
        ("Уроків ще не було", "Семестр закривають, коли в ньому відбувся хоча б один урок."),
        (
            "Пропозиція не вирішена",
            "Клітинка порожня, хоча оцінок для неї досить: прийміть пропозицію або поставте свою.",
        ),
        ("Змінились поточні", "Оцінку поставлено, коли поточні були інші: підтвердьте її або поставте іншу."),
        ("Тематична без поточних", "За тему немає жодної поточної оцінки учня."),
        ("Далеко від пропозиції", "Оцінка відрізняється від пропозиції на 3 бали й більше. Вирішуєте ви."),
        (
            "Далеко від звичного",
            "Поточна відрізняється від звичної для учня на 5 балів (на 2 рівні) і більше. Звична – та, що посередині, якщо решту його поточних за семестр (їх щонайменше 5) поставити за зростанням; із двох посередині – ближча. Вирішуєте ви.",
        ),
        ("Мало поточних оцінок", "Поточних менше, ніж просить школа."),
        ("Мало оцінок, бо рідко були", "Учні, які пропустили більш як половину уроків."),
        ("Оцінка в день відсутності", "Правильно, якщо роботу здано пізніше."),
        ("Попереду ще уроки", "Після закриття записати їх не вийде."),
    ],
    marks: |number| format!("{number} {}", plural(number as usize, &["оцінка", "оцінки", "оцінок"])),
    present: |present, held| format!("присутність – {present} з {held}"),
    lessons: |number| format!("{number} {}", plural(number as usize, &["урок", "уроки", "уроків"])),
    next: |lesson| format!("найближчий – {lesson}"),
    proposed: |mark| format!("пропонуємо {mark}"),
    far: |mark, proposed| format!("стоїть {mark}, пропонуємо {proposed}"),
    unusual: |mark, usual| format!("стоїть {mark}, звична – {usual}"),
    class_lead: "Клас закривають, коли вчителі закрили семестр у всіх його предметах.",
    course_column: "Предмет",
    teacher_column: "Учитель",
    state_column: "Стан",
    class_column: "Клас",
    courses_column: "Предмети закрито",
    state_closed: "закрито",
    state_ready: "можна закривати",
    state_findings: |blocks, looks| match (blocks, looks) {
        (0, looks) => format!("можна закривати; переглянути – {looks}"),
        (blocks, 0) => format!("заважає – {blocks}"),
        (blocks, looks) => format!("заважає – {blocks}, переглянути – {looks}"),
    },
    state_no_lessons: "уроків немає",
    state_waits: "очікує",
    of: |closed, all| format!("{closed} з {all}"),
    class_blocked: |courses| {
        format!(
            "Ще не можна: не закрито {courses} {}.",
            plural(usize::try_from(courses).unwrap_or_default(), &["предмет", "предмети", "предметів"])
        )
    },
    class_empty: "У класі немає предметів з уроками в цьому семестрі.",
    school_lead: "Школу закривають, коли закрито всі класи. Далі звіти й табелі спираються на незмінні оцінки.",
    school_blocked: |classes| {
        format!("Ще не можна: не закрито {classes} {}.", plural(classes, &["клас", "класи", "класів"]))
    },
    school_empty: "У жодному класі немає уроків у цьому семестрі.",
    least_marks: "Скільки поточних оцінок має бути в учня за семестр",
    least_marks_hint: "Учнів, у яких їх менше, названо перед закриттям. Закрити це не заважає.",
    least_marks_wrong: "Укажіть ціле число від 0 до 30.",
    save: "Зберегти",
    saved: "Збережено",
    blocked: "Семестр не закрито: спершу зробіть те, що нижче.",
    reason_needed: "Укажіть причину: вона лишиться в історії.",
};

pub static EN: ClosingTexts = ClosingTexts {
    title: "Closing the semester",
    closed_chip: "Semester closed",
    choose_semester: "Semester",
    closed: |when, who| format!("The semester was closed on {when} by {who}."),
    close_course: "Close the semester",
    close_class: "Close the class's semester",
    close_school: "Close the school's semester",
    lead: "Once it is closed, only a deputy head corrects the semester's entries, with a reason. You still give corrected marks.",
    no_findings: "All is well: topics are written, semester marks are given.",
    no_lessons: "There were no lessons in this semester.",
    in_the_way: "In the way of closing",
    look: "Worth a second look",
    blocked_by: |topics, marks, pencil| {
        let topics = (topics > 0).then(|| format!("lessons without topic – {topics}"));
        let marks = (marks > 0).then(|| format!("pupils without semester mark – {marks}"));
        let pencil = (pencil > 0).then(|| format!("entries in pencil – {pencil}"));
        let said: Vec<_> = [topics, marks, pencil].into_iter().flatten().collect();
        format!("Not yet: {}.", said.join(", "))
    },
    not_begun: "Not yet: no lesson of this semester was held so far.",
    of_another: "another teacher's",
    not_yours: "The semester of this page is closed by its teacher.",
    vacant_closing: "There is no teacher: a deputy head or the head closes it.",
    vacant_hint: "The subject has no teacher, so nobody can do what is missing. It may be closed as it is with a reason, which stays in the history. From then on you correct its entries.",
    close_as_it_is: "Close it as it is",
    reopen_title: "Reopen the semester",
    reopen_hint: "The teacher may change entries again. The class and the school are reopened with it. The reason stays in the history.",
    reason: "Reason",
    reopen: "Reopen",
    to_class: |class| format!("Class {class}"),
    to_school: "The whole school",
    to_reports: "To the reports",
    groups: [
        ("Lessons without topic", "The lesson was held and its topic is not written."),
        ("No semester mark", "Every pupil of the class has a semester mark, or is not attested or exempt."),
        ("Entries in pencil", "Publish or erase them: once the semester is closed nobody can."),
        ("No lessons yet", "A semester is closed once at least one of its lessons was held."),
        (
            "Undecided proposal",
            "The cell is empty though there are marks for it: accept the proposal or give your own.",
        ),
        (
            "Current marks have changed",
            "The mark was given on other current marks: confirm it or give another.",
        ),
        ("Thematic mark without current ones", "The pupil has no current mark in the theme."),
        ("Far from the proposal", "The mark is 3 points or more from the proposal. You decide."),
        (
            "Far from the usual",
            "The current mark is 5 points (2 levels) or more from the pupil's usual one. The usual one stands in the middle of the pupil's other current marks of the semester (at least 5) put in order; of two in the middle it is the nearer. You decide.",
        ),
        ("Few current marks", "Fewer than the school asks for."),
        ("Few marks, seldom present", "Pupils who missed more than half of the lessons."),
        ("A mark on a day of absence", "Right where the work was handed in later."),
        ("Lessons still to come", "Once the semester is closed they cannot be written."),
    ],
    marks: |number| format!("{number} {}", if number == 1 { "mark" } else { "marks" }),
    present: |present, held| format!("present at {present} of {held}"),
    lessons: |number| format!("{number} {}", if number == 1 { "lesson" } else { "lessons" }),
    next: |lesson| format!("the next – {lesson}"),
    proposed: |mark| format!("we propose {mark}"),
    far: |mark, proposed| format!("{mark} stands, we propose {proposed}"),
    unusual: |mark, usual| format!("{mark} stands, the usual one is {usual}"),
    class_lead: "A class is closed when the teachers have closed the semester of all its subjects.",
    course_column: "Subject",
    teacher_column: "Teacher",
    state_column: "State",
    class_column: "Class",
    courses_column: "Subjects closed",
    state_closed: "closed",
    state_ready: "may be closed",
    state_findings: |blocks, looks| match (blocks, looks) {
        (0, looks) => format!("may be closed; to look at – {looks}"),
        (blocks, 0) => format!("in the way – {blocks}"),
        (blocks, looks) => format!("in the way – {blocks}, to look at – {looks}"),
    },
    state_no_lessons: "no lessons",
    state_waits: "waits",
    of: |closed, all| format!("{closed} of {all}"),
    class_blocked: |courses| {
        format!("Not yet: {courses} {} not closed.", if courses == 1 { "subject is" } else { "subjects are" })
    },
    class_empty: "No subject of the class has lessons in this semester.",
    school_lead: "The school is closed when all its classes are. Reports and report cards then rest on marks that stay.",
    school_blocked: |classes| {
        format!("Not yet: {classes} {} not closed.", if classes == 1 { "class is" } else { "classes are" })
    },
    school_empty: "No class has lessons in this semester.",
    least_marks: "Current marks that a pupil has in a semester at least",
    least_marks_hint: "Pupils who have fewer are named before closing. It is not in the way.",
    least_marks_wrong: "Give a whole number from 0 to 30.",
    save: "Save",
    saved: "Saved",
    blocked: "The semester was not closed: first do what stands below.",
    reason_needed: "Give a reason: it stays in the history.",
};
