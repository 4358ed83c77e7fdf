//! The texts of closing a semester.

use klas_domain::{
    calendar::Semester,
    closing::{Cell, ClosingRefusal, Finding},
    column::Sum,
};

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
    lead: [&'static str; 2],
    pub no_findings: &'static str,
    pub no_lessons: &'static str,
    pub in_the_way: &'static str,
    pub look: &'static str,
    pub blocked_by: fn([usize; 4]) -> String,
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
    pub class_blocked: fn(i64, [usize; MISSING]) -> String,
    pub class_vacant_hint: &'static str,
    pub missing: [(&'static str, &'static str); MISSING],
    pub in_pencil: &'static str,
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
pub const GROUPS: usize = 15;

/// How many kinds of what a class lacks: absences without a reason, families' notes without an answer, summative cells.
pub const MISSING: usize = 3;

impl ClosingTexts {
    /// The groups that are told in numbers where they are in the way: lessons without topic, pupils without semester mark,
    /// those without annual mark, entries in pencil.
    pub const BLOCKING: [usize; 4] = [0, 1, 2, 3];

    /// The place of a finding's kind among the groups of the page: what is in the way comes first.
    pub fn group(finding: Finding) -> usize {
        match finding {
            Finding::NoTopic { .. } => 0,
            Finding::Undecided { cell: Cell { sum: Sum::Semester(_), .. }, .. } => 1,
            Finding::Undecided { cell: Cell { sum: Sum::Annual, .. }, .. } => 2,
            Finding::Unpublished(_) => 3,
            Finding::NotBegun { .. } => 4,
            Finding::Undecided { cell: Cell { sum: Sum::Attestation, .. }, .. } => 5,
            Finding::Undecided { .. } => 6,
            Finding::Stale(_) => 7,
            Finding::Unfounded(_) => 8,
            Finding::Far { .. } => 9,
            Finding::Unusual { .. } => 10,
            Finding::FewMarks { .. } => 11,
            Finding::SeldomPresent { .. } => 12,
            Finding::MarkOnAbsence { .. } => 13,
            Finding::ToCome { .. } => 14,
        }
    }

    /// What closing a semester means for its teacher.
    pub fn lead_of(&self, semester: Semester) -> &'static str {
        self.lead[usize::from(semester == Semester::Second)]
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

/// What there is any of, each with its number.
fn counted(names: &[&str], numbers: &[usize]) -> Vec<String> {
    let some = names.iter().zip(numbers).filter(|(_, number)| **number > 0);
    some.map(|(name, number)| format!("{name} – {number}")).collect()
}

pub static UK: ClosingTexts = ClosingTexts {
    title: "Закриття семестру",
    closed_chip: "Семестр закрито",
    choose_semester: "Семестр",
    closed: |when, who| format!("Семестр закрито {when}, {who}"),
    close_course: "Закрити семестр",
    close_class: "Закрити семестр класу",
    close_school: "Закрити семестр школи",
    lead: [
        "Після закриття записи семестру виправляє лише заступник директора, із причиною. «Скориговану» за І семестр ви ставите й далі.",
        "Після закриття записи семестру виправляє лише заступник директора, із причиною. Скориговані й річні оцінки та ДПА ви ставите й далі, доки клас не закриє ІІ семестр.",
    ],
    no_findings: "Усе гаразд: теми записано, підсумкові оцінки стоять.",
    no_lessons: "У цьому семестрі уроків не було.",
    in_the_way: "Заважає закрити",
    look: "Варто переглянути",
    blocked_by: |numbers| {
        let names =
            ["уроків без теми", "учнів без семестрової оцінки", "учнів без річної оцінки", "записів олівцем"];
        format!("Ще не можна: {}.", counted(&names, &numbers).join(", "))
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
        (
            "Немає семестрової оцінки",
            "Кожен учень, який є в класі, має семестрову оцінку або н/а чи зв; де оцінюють словами – опис.",
        ),
        (
            "Немає річної оцінки",
            "Разом із ІІ семестром підсумовують рік: кожен учень, який є в класі, має річну оцінку або н/а чи зв; де оцінюють словами – опис. Де програма нічого не пропонує, вирішуєте ви.",
        ),
        ("Записи олівцем", "Оприлюдніть їх або зітріть: після закриття цього вже не зробити."),
        ("Уроків ще не було", "Семестр закривають, коли в ньому відбувся хоча б один урок."),
        (
            "Немає ДПА",
            "У предметі є оцінки за ДПА, а в цих учнів немає. Кого звільнено – зв. Поставити можна й після закриття предмета, доки не закрито клас.",
        ),
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
        (
            "Оцінка в день відсутності",
            "Учня не було на цьому уроці або того дня на всіх уроках інших предметів. Правильно, якщо роботу здано пізніше.",
        ),
        ("Попереду ще уроки", "Після закриття записати їх не вийде."),
    ],
    marks: |number| format!("{number} {}", plural(number as usize, &["оцінка", "оцінки", "оцінок"])),
    present: |present, held| format!("присутність – {present} з {held}"),
    lessons: |number| format!("{number} {}", plural(number as usize, &["урок", "уроки", "уроків"])),
    next: |lesson| format!("найближчий – {lesson}"),
    proposed: |mark| format!("пропонуємо {mark}"),
    far: |mark, proposed| format!("стоїть {mark}, пропонуємо {proposed}"),
    unusual: |mark, usual| format!("стоїть {mark}, звична – {usual}"),
    class_lead: "Клас закривають, коли вчителі закрили семестр у всіх його предметах, а відсутності мають причини. Доти причини дає класний керівник, потім – лише заступник директора.",
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
    class_blocked: |courses, missing| {
        let number = usize::try_from(courses).unwrap_or_default();
        let subjects = plural(number, &["предмет", "предмети", "предметів"]);
        let open = (number > 0).then(|| format!("не закрито {number} {subjects}"));
        let names = [
            "учнів із відсутністю без причини",
            "записок родин без відповіді",
            "неготових підсумкових клітинок",
        ];
        let said: Vec<_> = open.into_iter().chain(counted(&names, &missing)).collect();
        format!("Ще не можна: {}.", said.join(", "))
    },
    class_vacant_hint: "Класного керівника немає, тож доробити це нікому. Можна закрити як є, указавши причину: вона лишиться в історії.",
    missing: [
        (
            "Відсутність без причини",
            "Дайте кожній «н» причину: після закриття класу її виправить лише заступник директора.",
        ),
        ("Записки родин", "Записка чекає на відповідь: у закритому класі вона вже нічого не змінить."),
        (
            "Підсумкові оцінки",
            "Записи олівцем оприлюдніть або зітріть, і там, де в цьому семестрі уроків немає. З ІІ семестром – ще й річна оцінка (де оцінюють словами – опис) або н/а чи зв; ДПА, якщо в предметі вона є. Це робить учитель предмета, хоч би предмет і було закрито.",
        ),
    ],
    in_pencil: "олівцем",
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
    closed: |when, who| format!("The semester was closed on {when} by {who}"),
    close_course: "Close the semester",
    close_class: "Close the class's semester",
    close_school: "Close the school's semester",
    lead: [
        "Once it is closed, only a deputy head corrects the semester's entries, with a reason. You still give corrected marks of semester I.",
        "Once it is closed, only a deputy head corrects the semester's entries, with a reason. You still give corrected and annual marks and the state attestation until the class closes semester II.",
    ],
    no_findings: "All is well: topics are written, summative marks are given.",
    no_lessons: "There were no lessons in this semester.",
    in_the_way: "In the way of closing",
    look: "Worth a second look",
    blocked_by: |numbers| {
        let names = [
            "lessons without topic",
            "pupils without semester mark",
            "pupils without annual mark",
            "entries in pencil",
        ];
        format!("Not yet: {}.", counted(&names, &numbers).join(", "))
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
        (
            "No semester mark",
            "Every pupil of the class has a semester mark, or is not attested or exempt; words where the page is one of words.",
        ),
        (
            "No annual mark",
            "The year is summed up with semester II: every pupil of the class has an annual mark, or is not attested or exempt; words where the page is one of words. Where nothing is proposed you decide.",
        ),
        ("Entries in pencil", "Publish or erase them: once the semester is closed nobody can."),
        ("No lessons yet", "A semester is closed once at least one of its lessons was held."),
        (
            "No state attestation",
            "The subject has marks of the attestation, and these pupils have none. Who is exempt has зв. It may be given after the subject is closed too, until the class is.",
        ),
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
        (
            "A mark on a day of absence",
            "The pupil missed this lesson, or on that day all lessons of the other subjects. Right where the work was handed in later.",
        ),
        ("Lessons still to come", "Once the semester is closed they cannot be written."),
    ],
    marks: |number| format!("{number} {}", if number == 1 { "mark" } else { "marks" }),
    present: |present, held| format!("present at {present} of {held}"),
    lessons: |number| format!("{number} {}", if number == 1 { "lesson" } else { "lessons" }),
    next: |lesson| format!("the next – {lesson}"),
    proposed: |mark| format!("we propose {mark}"),
    far: |mark, proposed| format!("{mark} stands, we propose {proposed}"),
    unusual: |mark, usual| format!("{mark} stands, the usual one is {usual}"),
    class_lead: "A class is closed when the teachers have closed the semester of all its subjects, and absences have reasons. Until then the class teacher gives them, afterwards only a deputy head.",
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
    class_blocked: |courses, missing| {
        let subjects = if courses == 1 { "subject is" } else { "subjects are" };
        let open = (courses > 0).then(|| format!("{courses} {subjects} not closed"));
        let names = [
            "pupils with absences without a reason",
            "families' notes without an answer",
            "summative cells not ready",
        ];
        let said: Vec<_> = open.into_iter().chain(counted(&names, &missing)).collect();
        format!("Not yet: {}.", said.join(", "))
    },
    class_vacant_hint: "The class has no class teacher, so nobody can do what is missing. It may be closed as it is with a reason, which stays in the history.",
    missing: [
        (
            "Absences without a reason",
            "Give each «н» its reason: once the class is closed only a deputy head corrects it.",
        ),
        ("Families' notes", "A note waits for an answer: in a closed class it changes nothing any more."),
        (
            "Summative marks",
            "Pencil is to be published or erased, also where a subject has no lessons in the semester. With semester II an annual mark too (words where the page is one of words), or not attested or exempt; the attestation where the subject has one. The subject's teacher does it, also where the subject is closed.",
        ),
    ],
    in_pencil: "in pencil",
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
