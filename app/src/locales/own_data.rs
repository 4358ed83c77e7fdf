//! The texts of what a guardian may know of what is kept of a child, and of requests to correct it.

use std::collections::BTreeMap;

use klas_domain::{
    amendment::{About, AmendmentError, AmendmentState},
    look::Looked,
};

use super::plural;

/// The texts of what is kept of a child.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct OwnDataTexts {
    pub title: &'static str,
    pub lead: &'static str,
    pub take: &'static str,
    pub take_lead: &'static str,
    pub take_hidden: &'static str,
    pub looks: &'static str,
    pub looks_lead: &'static str,
    pub no_looks: &'static str,
    pub teaches: &'static str,
    pub day: &'static str,
    pub who: &'static str,
    pub what: &'static str,
    parts: [&'static str; Looked::ALL.len()],
    pub ask: &'static str,
    pub ask_lead: &'static str,
    pub about: &'static str,
    abouts: [&'static str; About::ALL.len()],
    pub wrong: &'static str,
    pub wrong_hint: &'static str,
    pub right: &'static str,
    pub send: &'static str,
    pub sent: &'static str,
    pub not_sent: &'static str,
    errors: [&'static str; 4],
    pub requests: &'static str,
    pub no_requests: &'static str,
    states: [&'static str; 3],
    pub answer: &'static str,
    pub sent_at: fn(&str) -> String,
    pub section: &'static str,
    pub class_title: &'static str,
    pub class_lead: &'static str,
    pub class_none: &'static str,
    pub waiting: fn(usize) -> String,
    pub done: &'static str,
    pub done_hint: &'static str,
    pub refuse: &'static str,
    pub why: &'static str,
    pub no_word: &'static str,
    pub answered: &'static str,
    pub asked_by: fn(&str) -> String,
    pub field: &'static str,
    pub value: &'static str,
    pub person: [&'static str; 8],
    pub relation: &'static str,
    sexes: [&'static str; 2],
    pub another: &'static str,
    pub tables: [&'static str; 12],
    pub heads: DataHeads,
    columns: [(&'static str, &'static str); 7],
    explanations: [(&'static str, &'static str); 16],
}

/// The heads of the columns in the tables that a guardian takes.
pub struct DataHeads {
    pub class: &'static str,
    pub group: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub order: &'static str,
    pub date: &'static str,
    pub kind: &'static str,
    pub words: &'static str,
    pub by: &'static str,
    pub subject: &'static str,
    pub stands: &'static str,
    pub place: &'static str,
    pub state: &'static str,
}

impl OwnDataTexts {
    /// What was looked at.
    pub fn part(&self, looked: Looked) -> &'static str {
        let place = Looked::ALL.iter().position(|own| *own == looked).unwrap_or_default();
        self.parts[place]
    }

    /// What a request is about.
    pub fn about_name(&self, about: About) -> &'static str {
        let place = About::ALL.iter().position(|own| *own == about).unwrap_or_default();
        self.abouts[place]
    }

    /// Why a request was not sent.
    pub fn error(&self, error: AmendmentError) -> &'static str {
        match error {
            AmendmentError::WrongMissing => self.errors[0],
            AmendmentError::RightMissing => self.errors[1],
            AmendmentError::TooLong => self.errors[2],
            AmendmentError::TooMany => self.errors[3],
        }
    }

    /// How far a request is.
    pub fn state(&self, state: AmendmentState) -> &'static str {
        match state {
            AmendmentState::Waiting => self.states[0],
            AmendmentState::Done => self.states[1],
            AmendmentState::Refused => self.states[2],
        }
    }

    /// A sex by its code.
    pub fn sex(&self, code: &str) -> &'static str {
        self.sexes[usize::from(code == "male")]
    }

    /// The name of a summative column by its code.
    pub fn column(&self, code: &str) -> &'static str {
        self.columns.iter().find(|(own, _)| *own == code).map(|(_, name)| *name).unwrap_or_default()
    }

    /// What each part of the taken file is.
    pub fn explanation(&self) -> BTreeMap<&'static str, &'static str> {
        self.explanations.into_iter().collect()
    }
}

pub static UK: OwnDataTexts = OwnDataTexts {
    title: "Дані про дитину",
    lead: "Ви маєте право знати, що заклад зберігає про дитину, хто це переглядав, і просити виправити неточність.",
    take: "Завантажити всі дані (ZIP)",
    take_lead: "У файлі – усе, що журнал зберігає про дитину: data.pdf, щоб читати, data.json – ті самі відомості для інших програм, і фото довідок, які ви надсилали. Немає відомостей про інших учнів, листів і телефонів інших батьків, звернень про булінг і того, що вчитель ще не оприлюднив.",
    take_hidden: "Частину відомостей від вас приховано за рішенням, тож у файлі її немає.",
    looks: "Хто переглядав",
    looks_lead: "Учителі, які навчають дитину, щодня працюють із журналом класу: це їхні обов'язки, і окремо таке не записується. Нижче – хто з працівників відкривав сторінки самої дитини чи відомості класу, яких у журналі немає: адреси, здоров'я, доступ родин. Один запис на день.",
    no_looks: "За рік таких переглядів не було.",
    teaches: "Журнал класу ведуть",
    day: "День",
    who: "Хто",
    what: "Що",
    parts: [
        "щоденник",
        "загальні відомості про учнів класу",
        "доступ родин класу",
        "групи здоров'я класу",
        "табелі й свідоцтва",
        "записки про відсутність",
        "прохання про виправлення",
        "заяви про скориговану оцінку",
        "підсумкові оцінки у звіті",
    ],
    ask: "Попросити виправити",
    ask_lead: "Прохання отримає класний керівник. Якщо не згодні з оцінкою, спершу напишіть учителеві; семестрову коригують за заявою директорові.",
    about: "Про що",
    abouts: [
        "ім'я, дата народження, адреса",
        "батьки й телефони",
        "клас, група, дні зарахування",
        "оцінки",
        "пропуски та їх причини",
        "інше",
    ],
    wrong: "Що неправильно і де",
    wrong_hint: "наприклад: у загальних відомостях дата народження 01.02.2013",
    right: "Як має бути",
    send: "Надіслати",
    sent: "Надіслано. Відповідь класного керівника з'явиться тут.",
    not_sent: "Не надіслано: перегляньте позначене.",
    errors: [
        "Напишіть, що неправильно і де.",
        "Напишіть, як має бути.",
        "Задовгий текст: щонайбільше 500 знаків.",
        "Уже десять прохань чекають на відповідь. Дочекайтеся її.",
    ],
    requests: "Ваші прохання",
    no_requests: "Прохань ще не було.",
    states: ["чекає на відповідь", "виправлено", "не виправлено"],
    answer: "Відповідь",
    sent_at: |at| format!("надіслано {at}"),
    section: "Виправлення",
    class_title: "Прохання про виправлення",
    class_lead: "Родини просять виправити те, що журнал зберігає про дитину. Виправте самі або передайте тому, хто може (людей і класи змінює адміністратор журналу, оцінки – учитель), і дайте відповідь: родина її побачить, історія збереже.",
    class_none: "Прохань немає.",
    waiting: |number| {
        format!(
            "{number} {}",
            plural(
                number,
                &["прохання про виправлення", "прохання про виправлення", "прохань про виправлення"]
            )
        )
    },
    done: "Виправлено",
    done_hint: "Що зроблено (необов'язково)",
    refuse: "Не виправлено",
    why: "Чому",
    no_word: "Напишіть чому, щонайбільше 300 знаків.",
    answered: "Відповідь збережено.",
    asked_by: |name| format!("просить {name}"),
    field: "Відомість",
    value: "Значення",
    person: [
        "Прізвище",
        "Ім'я",
        "По батькові",
        "Дата народження",
        "Стать",
        "Телефон",
        "Електронна пошта",
        "Адреса",
    ],
    relation: "Ви дитині",
    sexes: ["жіноча", "чоловіча"],
    another: "інший представник дитини",
    tables: [
        "Загальні відомості",
        "Класи й групи",
        "Оцінки, пропуски, коментарі",
        "Записки про відсутність",
        "Заяви про скориговану оцінку",
        "Рішення педагогічної ради",
        "Здоров'я",
        "Інструктажі",
        "Виконані завдання",
        "Ознайомлення з тижнями",
        "Ваші повідомлення",
        "Хто переглядав",
    ],
    heads: DataHeads {
        class: "Клас",
        group: "Група",
        from: "З",
        to: "До",
        order: "Наказ №",
        date: "Дата",
        kind: "Вид",
        words: "Зміст",
        by: "Хто",
        subject: "Предмет",
        stands: "Запис",
        place: "За що",
        state: "Стан",
    },
    columns: [
        ("thematic", "тематична"),
        ("results", "група результатів"),
        ("semester", "семестрова"),
        ("corrected", "скоригована"),
        ("annual", "річна"),
        ("corrected-annual", "скоригована річна"),
        ("attestation", "ДПА"),
    ],
    explanations: [
        ("person", "дитина: ім'я, дата народження, стать, телефон, пошта, адреса"),
        ("your_relation", "ким ви є дитині за списками закладу"),
        ("classes", "класи з першим і останнім днем та наказом"),
        (
            "groups",
            "групи (підгрупи) класів із днями; subject – предмет, якщо клас ділиться так лише для нього",
        ),
        (
            "entries",
            "клітинки журналу: оцінка, пропуск (н, хв, пп, бп), хвилини запізнення, коментар; column – урок, робота, тематична, група результатів, семестрова, скоригована, річна",
        ),
        ("notes_about_absences", "ваші записки про відсутність і відповіді на них"),
        (
            "notes_of_another_guardian",
            "записки, які надіслав інший представник дитини: лише дні, причина і стан",
        ),
        (
            "applications",
            "заяви про скориговану оцінку: наказ і рішення комісії; без причини, бо її пише той із родини, хто подав заяву",
        ),
        ("decisions", "рішення педагогічної ради"),
        ("health", "група здоров'я за роками"),
        ("briefings", "інструктажі з безпеки, на яких дитина була"),
        ("homework_done", "завдання, які дитина позначила виконаними"),
        (
            "weeks_signed",
            "тижні щоденника, з якими ознайомлено: week – понеділок, signed_at – коли ознайомилися ви; null – ознайомився інший представник дитини",
        ),
        ("messages", "ваше листування з працівниками про дитину; null – приховано за рішенням"),
        ("requests", "ваші прохання про виправлення"),
        ("looks", "хто з працівників переглядав відомості, за днями"),
    ],
};

pub static EN: OwnDataTexts = OwnDataTexts {
    title: "Data about the child",
    lead: "You have the right to know what the school keeps of the child and who looked at it, and to ask for a correction.",
    take: "Download all data (ZIP)",
    take_lead: "The file holds all that the journal keeps of the child: data.pdf to read, data.json with the same for other programs, and the photos of certificates that you sent. It holds nothing of other pupils, no letters or telephones of other guardians, no reports of bullying, and nothing that a teacher has not published yet.",
    take_hidden: "A decision hides a part of the data from you, and the file does not hold it.",
    looks: "Who looked",
    looks_lead: "The teachers of the child work with the journal of the class every day: that is their duty and is not recorded one by one. Below is who of the staff opened the child's own pages, or what of the class the journal does not show: addresses, health, access of families. One record a day.",
    no_looks: "Nobody did within a year.",
    teaches: "The journal of the class is kept by",
    day: "Day",
    who: "Who",
    what: "What",
    parts: [
        "diary",
        "general information on the pupils of the class",
        "access of the families of the class",
        "health groups of the class",
        "report cards and certificates",
        "notes about absences",
        "requests to correct",
        "applications for a corrected mark",
        "summative marks in a report",
    ],
    ask: "Ask for a correction",
    ask_lead: "The class teacher gets the request. If you disagree with a mark, write to the teacher first; a semester mark is corrected on an application to the head.",
    about: "About",
    abouts: [
        "name, birth date, address",
        "guardians and telephones",
        "class, group, days of enrolment",
        "marks",
        "absences and their reasons",
        "something else",
    ],
    wrong: "What is wrong, and where",
    wrong_hint: "for example: the general information has the birth date 01.02.2013",
    right: "What it should be",
    send: "Send",
    sent: "Sent. The class teacher's answer will appear here.",
    not_sent: "Not sent: look at what is marked.",
    errors: [
        "Write what is wrong, and where.",
        "Write what it should be.",
        "The text is too long: at most 500 characters.",
        "Ten requests wait for an answer already. Wait for it.",
    ],
    requests: "Your requests",
    no_requests: "There were no requests yet.",
    states: ["waits for an answer", "corrected", "not corrected"],
    answer: "Answer",
    sent_at: |at| format!("sent {at}"),
    section: "Corrections",
    class_title: "Requests to correct",
    class_lead: "Families ask to correct what the journal keeps of a child. Correct it, or pass it on to who can (the journal administrator changes people and classes, a teacher marks), and answer: the family sees the answer, the history keeps it.",
    class_none: "There are no requests.",
    waiting: |number| {
        format!("{number} {}", if number == 1 { "request to correct" } else { "requests to correct" })
    },
    done: "Corrected",
    done_hint: "What was done (optional)",
    refuse: "Not corrected",
    why: "Why",
    no_word: "Write why, at most 300 characters.",
    answered: "The answer is saved.",
    asked_by: |name| format!("asked by {name}"),
    field: "What",
    value: "Value",
    person: ["Surname", "Given name", "Patronymic", "Born", "Sex", "Telephone", "E-mail", "Address"],
    relation: "You are the child's",
    sexes: ["female", "male"],
    another: "another guardian",
    tables: [
        "General information",
        "Classes and groups",
        "Marks, absences, comments",
        "Notes about absences",
        "Applications for a corrected mark",
        "Decisions of the pedagogical council",
        "Health",
        "Briefings",
        "Homework ticked off",
        "Weeks that were acknowledged",
        "Your messages",
        "Who looked",
    ],
    heads: DataHeads {
        class: "Class",
        group: "Group",
        from: "From",
        to: "To",
        order: "Order №",
        date: "Date",
        kind: "Kind",
        words: "Words",
        by: "Who",
        subject: "Subject",
        stands: "Entry",
        place: "For",
        state: "State",
    },
    columns: [
        ("thematic", "thematic"),
        ("results", "group of results"),
        ("semester", "semester"),
        ("corrected", "corrected"),
        ("annual", "annual"),
        ("corrected-annual", "corrected annual"),
        ("attestation", "attestation"),
    ],
    explanations: [
        ("person", "the child: names, birth date, sex, telephone, e-mail, address"),
        ("your_relation", "what you are to the child by the school's lists"),
        ("classes", "classes with the first and last day and the order"),
        (
            "groups",
            "groups of classes with their days; subject is the one for which alone the class is divided so",
        ),
        (
            "entries",
            "cells of the journal: mark, absence (н, хв, пп, бп), minutes late, comment; column is the lesson, work, thematic, results, semester, corrected, annual one",
        ),
        ("notes_about_absences", "your notes about absences and what they were answered"),
        (
            "notes_of_another_guardian",
            "notes that another guardian of the child sent: days, kind and state alone",
        ),
        (
            "applications",
            "applications for a corrected mark: the order and what the commission decided; without the reason, which is the words of whoever of the family applied",
        ),
        ("decisions", "decisions of the pedagogical council"),
        ("health", "the health group by years"),
        ("briefings", "safety briefings at which the child was"),
        ("homework_done", "homework that the child ticked off as done"),
        (
            "weeks_signed",
            "weeks of the diary that were acknowledged: week is the Monday, signed_at when you did; null: another guardian did",
        ),
        ("messages", "your messages with staff about the child; null where a decision hides them"),
        ("requests", "your requests to correct"),
        ("looks", "who of the staff looked at the data, by days"),
    ],
};
