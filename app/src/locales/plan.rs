//! The texts of a course's topic plan.

use klas_domain::plan::PlanRefusal;

use super::{Locale, plural};

/// The texts of a course's topic plan.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct PlanTexts {
    /// The button that leads to the page.
    pub plan: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub shift_hint: &'static str,
    pub import_hint: &'static str,
    /// Of the numbers of lines and of lessons.
    pub counts: fn(usize, usize) -> String,
    pub no_lines: &'static str,
    pub to_next: &'static str,
    pub empty_line: &'static str,
    pub taught: &'static str,
    /// Of the topic that the lesson was given.
    pub taught_otherwise: fn(&str) -> String,
    pub no_lesson: &'static str,
    pub actions: &'static str,
    /// Of the number of a line.
    pub actions_of: fn(usize) -> String,
    pub write: &'static str,
    pub insert: &'static str,
    pub insert_first: &'static str,
    pub up: &'static str,
    pub down: &'static str,
    pub later: &'static str,
    /// Of the day of the lesson.
    pub later_hint: fn(&str) -> String,
    pub pass_over: &'static str,
    pub pass_over_hint: fn(&str) -> String,
    pub remove: &'static str,
    pub save: &'static str,
    pub leave: &'static str,
    /// Of what the line says.
    pub stands: fn(&str) -> String,
    pub saved: &'static str,
    pub undo: &'static str,
    pub paste_title: &'static str,
    pub paste_hint: &'static str,
    pub pasted: &'static str,
    pub paste: &'static str,
    pub replace: &'static str,
    pub replace_hint: &'static str,
    /// Of a day of a lesson.
    pub lesson_on: fn(&str) -> String,
    forbidden: &'static str,
    conflict: &'static str,
    no_such_line: &'static str,
    too_long: fn(usize) -> String,
    too_many: &'static str,
    too_many_columns: fn(usize) -> String,
    nothing_pasted: &'static str,
    nothing_to_undo: &'static str,
}

impl PlanTexts {
    /// Why a plan was not changed.
    pub fn refusal(&self, refusal: PlanRefusal) -> String {
        match refusal {
            PlanRefusal::Forbidden => self.forbidden.to_owned(),
            PlanRefusal::Conflict => self.conflict.to_owned(),
            PlanRefusal::NoSuchLine => self.no_such_line.to_owned(),
            PlanRefusal::TooLong(line) => (self.too_long)(line),
            PlanRefusal::TooMany => self.too_many.to_owned(),
            PlanRefusal::TooManyColumns(line) => (self.too_many_columns)(line),
            PlanRefusal::NoLines => self.nothing_pasted.to_owned(),
            PlanRefusal::NothingToUndo => self.nothing_to_undo.to_owned(),
        }
    }
}

impl Locale {
    /// The texts of a course's topic plan.
    pub fn plan(self) -> &'static PlanTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

static UK: PlanTexts = PlanTexts {
    plan: "План",
    title: "Календарно-тематичний план",
    lead: "Перший проведений урок бере перший рядок, другий – другий і так далі; скасовані уроки рядків не беруть. Теми й завдання звідси пропонують журнал і сторінка уроку; родинам – лише майбутні контрольні.",
    shift_hint: "Урок пішов не за планом (контрольна, якої в плані немає, повторення) – «Зсунути далі на урок»: перед рядком з'явиться порожній, і всі наступні теми перейдуть на урок пізніше. Рядок не знадобився – «Пропустити рядок»: його буде прибрано, і наступні теми перейдуть на урок раніше. Останню зміну можна скасувати. Записаних у журналі тем план не змінює.",
    import_hint: "План, змінений тут, повторний імпорт файлу вже не змінить.",
    counts: |lines, lessons| {
        let (of_lines, of_lessons) = (["рядок", "рядки", "рядків"], ["урок", "уроки", "уроків"]);
        format!(
            "У плані {lines} {}, у розкладі на рік {lessons} {}.",
            plural(lines, &of_lines),
            plural(lessons, &of_lessons)
        )
    },
    no_lines: "Плану ще немає. Вставте його нижче або додайте перший рядок.",
    to_next: "До найближчого уроку без теми",
    empty_line: "порожній рядок",
    taught: "проведено",
    taught_otherwise: |topic| format!("Проведено: {topic}"),
    no_lesson: "уроку немає",
    actions: "Дії",
    actions_of: |number| format!("Дії з рядком {number}"),
    write: "Змінити",
    insert: "Вставити рядок нижче",
    insert_first: "Додати рядок",
    up: "Вище",
    down: "Нижче",
    later: "Зсунути далі на урок",
    later_hint: |day| {
        format!("Урок {day} лишиться без рядка плану; цей рядок і всі наступні перейдуть на урок пізніше")
    },
    pass_over: "Пропустити рядок",
    pass_over_hint: |day| {
        format!("Рядок буде прибрано; на урок {day} перейде наступний рядок, а за ним і решта")
    },
    remove: "Прибрати рядок",
    save: "Зберегти рядок",
    leave: "Не змінювати",
    stands: |text| format!("Зараз у рядку: {text}"),
    saved: "План змінено.",
    undo: "Скасувати останню зміну",
    paste_title: "Вставити план цілком",
    paste_hint: "Кожен рядок тексту – один урок: тема, а після табуляції – завдання додому. Стовпці «номер, тема, завдання», скопійовані з електронної таблиці, теж підійдуть. Щонайбільше 400 рядків; тема й завдання – до 1000 знаків. Порожні рядки тексту пропускаються; якщо потрібен порожній рядок плану, лишіть у ньому сам номер і табуляцію. Вид уроку програма бере з початку теми («Контрольна робота…»), потім його можна змінити. Назв розділів вставлений план не має.",
    pasted: "Текст плану",
    paste: "Записати план",
    replace: "Замінити план",
    replace_hint: "Вставлене замінить усі рядки, що є тепер.",
    lesson_on: |day| format!("урок {day}"),
    forbidden: "План змінюють учитель предмета, заступник і директор.",
    conflict: "Тим часом план змінив хтось інший: перегляньте його й повторіть, якщо потрібно.",
    no_such_line: "Такого рядка в плані немає.",
    too_long: |line| format!("Рядок {line}: задовгий текст. Тема й завдання – щонайбільше по 1000 знаків."),
    too_many: "Забагато рядків: у плані їх щонайбільше 400.",
    too_many_columns: |line| {
        format!("Рядок {line}: забагато стовпців. Лишіть номер, тему й завдання додому.")
    },
    nothing_pasted: "Вставте хоча б один рядок.",
    nothing_to_undo: "Скасовувати нічого.",
};

static EN: PlanTexts = PlanTexts {
    plan: "Plan",
    title: "Topic plan",
    lead: "The first lesson that is held takes the first line, the second one the second, and so on; cancelled lessons take none. The journal and the lesson's sheet propose topics and homework from here; families see only the control works ahead.",
    shift_hint: "A lesson went another way (a control work that the plan does not have, a revision): “Shift a lesson later” puts an empty line before the line, and all topics after it move to the next lesson. A line was not needed: “Pass the line over” takes it away, and the topics after it move a lesson earlier. The last change can be taken back. Topics that the journal has are not changed by the plan.",
    import_hint: "A plan that was changed here is not changed by importing the file again.",
    counts: |lines, lessons| format!("Lines in the plan: {lines}; lessons in the year: {lessons}."),
    no_lines: "There is no plan yet. Paste it below, or add the first line.",
    to_next: "To the next lesson without a topic",
    empty_line: "empty line",
    taught: "taught",
    taught_otherwise: |topic| format!("Taught: {topic}"),
    no_lesson: "no lesson",
    actions: "Actions",
    actions_of: |number| format!("Actions of line {number}"),
    write: "Change",
    insert: "Insert a line below",
    insert_first: "Add a line",
    up: "Up",
    down: "Down",
    later: "Shift a lesson later",
    later_hint: |day| {
        format!("The lesson of {day} is left without a line; this line and all after it move a lesson later")
    },
    pass_over: "Pass the line over",
    pass_over_hint: |day| {
        format!("The line is taken away; the lesson of {day} takes the next one, and so do those after it")
    },
    remove: "Take the line away",
    save: "Save the line",
    leave: "Leave it",
    stands: |text| format!("The line says now: {text}"),
    saved: "The plan was changed.",
    undo: "Take the last change back",
    paste_title: "Paste the whole plan",
    paste_hint: "Each line of the text is a lesson: its topic and, after a tab, its homework. The columns “number, topic, homework” of a spreadsheet do as well. At most 400 lines; topic and homework have up to 1000 characters. Empty lines of the text are left out; for an empty line of the plan leave its number and a tab. The kind of lesson is taken from the beginning of the topic (“Контрольна робота…”) and can be changed afterwards. A pasted plan has no names of themes.",
    pasted: "Text of the plan",
    paste: "Save the plan",
    replace: "Replace the plan",
    replace_hint: "What you paste takes the place of all lines that are there now.",
    lesson_on: |day| format!("lesson of {day}"),
    forbidden: "The plan is changed by the subject's teacher, a deputy head and the head.",
    conflict: "Somebody else changed the plan meanwhile: look at it, and do it again if it is still needed.",
    no_such_line: "The plan has no such line.",
    too_long: |line| format!("Line {line}: too long. Topic and homework have at most 1000 characters each."),
    too_many: "Too many lines: a plan has at most 400.",
    too_many_columns: |line| format!("Line {line}: too many columns. Leave number, topic and homework."),
    nothing_pasted: "Paste one line at least.",
    nothing_to_undo: "There is nothing to take back.",
};
