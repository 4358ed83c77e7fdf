//! The texts of how long journals are kept, and of whether their history is whole.

use klas_domain::retention::Kept;
use klas_store::history::ChainState;

use super::{Locale, plural};

/// The texts of how long journals are kept, and of whether their history is whole.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct KeepingTexts {
    pub retention: &'static str,
    pub retention_lead: &'static str,
    pub kinds: fn(Kept) -> &'static str,
    pub policy: &'static str,
    pub journals_years: &'static str,
    pub summaries_years: &'static str,
    pub policy_hint: &'static str,
    pub too_short: &'static str,
    pub save: &'static str,
    pub saved: &'static str,
    pub term: fn(u8) -> String,
    pub terms: &'static str,
    pub file: &'static str,
    pub year: &'static str,
    pub kept_for: &'static str,
    pub from_day: &'static str,
    pub container: &'static str,
    pub keep_until: &'static str,
    pub nothing_archived: &'static str,
    pub act: &'static str,
    pub act_title: fn(&str) -> String,
    pub act_lead: &'static str,
    pub act_day: &'static str,
    pub act_show: &'static str,
    pub act_pdf: &'static str,
    pub act_nothing: fn(&str) -> String,
    pub act_ground: fn(u8, u8) -> String,
    pub stays: fn(&str) -> String,
    pub may_go: &'static str,
    pub commission: &'static str,
    pub never: &'static str,
    pub integrity: &'static str,
    pub integrity_lead: &'static str,
    pub last_check: &'static str,
    pub no_check: &'static str,
    pub whole: fn(i64) -> String,
    pub broken: fn(i64) -> String,
    pub altered: fn(i64) -> String,
    pub what_to_do: &'static str,
    pub digest: &'static str,
    pub when: &'static str,
    pub result: &'static str,
    pub links: &'static str,
    pub letters: &'static str,
    pub sent: fn(i32, usize) -> String,
    pub checks: &'static str,
    pub addresses: &'static str,
    pub addresses_lead: &'static str,
    pub addresses_hint: &'static str,
    pub no_mail: &'static str,
    pub bad_address: fn(&str) -> String,
    pub too_many: fn(usize) -> String,
    pub details: &'static str,
    pub letter_subject: fn(&str, &str, bool) -> String,
    pub letter_about: fn(&str, &str) -> String,
    pub letter_what: &'static str,
    pub letter_how: &'static str,
    pub letter_keep: &'static str,
}

impl KeepingTexts {
    /// What a check found.
    pub fn state(&self, state: ChainState, links: i64) -> String {
        match state {
            ChainState::Whole(_) => (self.whole)(links),
            ChainState::BrokenAt(row) => (self.broken)(row),
            ChainState::Altered(places) => (self.altered)(places),
        }
    }
}

impl Locale {
    /// The texts of how long journals are kept, and of whether their history is whole.
    pub fn keeping(self) -> &'static KeepingTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

fn many(number: i64) -> usize {
    usize::try_from(number).unwrap_or_default()
}

static UK: KeepingTexts = KeepingTexts {
    retention: "Строки зберігання",
    retention_lead: "Строк рахують від 1 січня після року, у якому журнал закрито (наказ Мін'юсту №\u{a0}578/5 від 12.04.2012). Програма нічого не знищує сама, і кнопки для цього немає: акт лише перелічує, що можна.",
    kinds: |kept| match kept {
        Kept::Journal => "Класний журнал",
        Kept::Summary => "Зведений облік навчальних досягнень",
    },
    policy: "Скільки років зберігати",
    journals_years: "Класні журнали, років",
    summaries_years: "Зведений облік, років",
    policy_hint: "Коротше, ніж 5 і 25 років, не можна; довше – за рішенням закладу, щонайбільше 100.",
    too_short: "Класні журнали зберігають щонайменше 5 років, зведений облік – щонайменше 25; найбільше можна вказати 100.",
    save: "Зберегти",
    saved: "Збережено.",
    term: |years| format!("{years}\u{a0}{}", plural(usize::from(years), &["рік", "роки", "років"])),
    terms: "Що заархівовано",
    file: "Справа",
    year: "Рік",
    kept_for: "Строк",
    from_day: "Можна знищити з",
    container: "Контейнер",
    keep_until: "Зберігати до",
    nothing_archived: "Підписаних обома архівів ще немає.",
    act: "Акт про те, що можна знищити",
    act_title: |day| format!("Акт про справи, строк зберігання яких минув, станом на {day}"),
    act_lead: "Перелік для експертної комісії закладу.",
    act_day: "Станом на",
    act_show: "Показати",
    act_pdf: "Акт (PDF)",
    act_nothing: |day| format!("Станом на {day} знищувати нічого: жодний строк не минув."),
    act_ground: |journals, summaries| {
        format!(
            "Строки за правилами закладу: класні журнали – {journals}, зведений облік – {summaries} років від 1 січня після закриття року (наказ Мін'юсту №\u{a0}578/5)."
        )
    },
    stays: |day| format!("лишається до {day}: у ньому зведений облік"),
    may_go: "строк минув",
    commission: "Голова експертної комісії",
    never: "Програма нічого не знищила. Рішення ухвалює експертна комісія закладу, акт затверджує директор.",
    integrity: "Цілісність історії",
    integrity_lead: "Кожна зміна в журналах – запис історії, геш якого охоплює попередній. Щоночі програма перевіряє весь ланцюг, чи журнали кажуть те саме, що історія, і чи архіви такі, як їхні картки.",
    last_check: "Остання перевірка",
    no_check: "Ще не перевірялося: перша перевірка – найближчої ночі, після 02:00.",
    whole: |links| {
        format!("Історія ціла: {links}\u{a0}{}", plural(many(links), &["запис", "записи", "записів"]))
    },
    broken: |row| format!("ІСТОРІЮ ПОРУШЕНО на записі {row}"),
    altered: |places| {
        format!(
            "ЖУРНАЛИ ЗМІНЕНО ПОЗА ПРОГРАМОЮ: {places}\u{a0}{}",
            plural(many(places), &["місце", "місця", "місць"])
        )
    },
    what_to_do: "Хтось змінив базу в обхід програми, або її пошкоджено. Нічого не виправляйте: зробіть копію бази, повідомте оператора сервера й порівняйте з останньою доброю резервною копією (klas verify --history).",
    digest: "Геш останнього запису (SHA-256)",
    when: "Коли",
    result: "Що виявлено",
    links: "Записів",
    letters: "Листи",
    sent: |sent, unsent| {
        if unsent == 0 { sent.to_string() } else { format!("{sent}, чекають {unsent}") }
    },
    checks: "Перевірки",
    addresses: "Кому надсилати геш щодня",
    addresses_lead: "Хто замінить усю базу разом з історією, того перевірка всередині не помітить. Геш, що лежить у чужій пошті, замінити не можна: klas verify --history --digest ГЕШ скаже, чи є він в історії. Надсилайте його директорові й управлінню освіти.",
    addresses_hint: "По адресі в рядку, щонайбільше 10. Порожньо – листи не надсилаються.",
    no_mail: "На сервері не налаштовано пошту, тож листи не підуть, доки оператор її не вкаже.",
    bad_address: |address| format!("Це не адреса електронної пошти: {address}"),
    too_many: |limit| format!("Забагато адрес: щонайбільше {limit}."),
    details: "Докладніше",
    letter_subject: |school, day, whole| {
        let warning = if whole { "" } else { "УВАГА, ПОРУШЕННЯ · " };
        format!("{warning}Klas: геш історії, {school}, {day}")
    },
    letter_about: |school, day| format!("{school}: нічна перевірка історії змін у журналах, {day}."),
    letter_what: "Геш охоплює всі зміни в журналах від першої до останньої. Якщо хтось змінить у базі бодай один давній запис, усі геші після нього стануть іншими, і цього геша в історії вже не буде.",
    letter_how: "Звірити його з базою тепер чи за кілька років може оператор сервера:",
    letter_keep: "Збережіть цей лист: він доводить, якою була історія цього дня. Відповідати на нього не треба.",
};

static EN: KeepingTexts = KeepingTexts {
    retention: "Retention",
    retention_lead: "The time begins on the first of January after the year in which the journal was closed (order №\u{a0}578/5 of 12.04.2012). The program destroys nothing by itself, and there is no button for it: the act only lists what may be.",
    kinds: |kept| match kept {
        Kept::Journal => "Class journal",
        Kept::Summary => "Summary register of achievement",
    },
    policy: "For how many years",
    journals_years: "Class journals, years",
    summaries_years: "Summary registers, years",
    policy_hint: "Not shorter than 5 and 25 years; longer as the school decides, 100 at most.",
    too_short: "Class journals are kept for 5 years at least, summary registers for 25; 100 at most.",
    save: "Save",
    saved: "Saved.",
    term: |years| format!("{years} years"),
    terms: "What is archived",
    file: "File",
    year: "Year",
    kept_for: "Kept for",
    from_day: "May be destroyed from",
    container: "Container",
    keep_until: "Keep until",
    nothing_archived: "There is no archive yet that both have signed.",
    act: "Act of what may be destroyed",
    act_title: |day| format!("Act of files whose time is over as of {day}"),
    act_lead: "A list for the school's expert commission.",
    act_day: "As of",
    act_show: "Show",
    act_pdf: "Act (PDF)",
    act_nothing: |day| format!("As of {day} there is nothing to destroy: no time is over."),
    act_ground: |journals, summaries| {
        format!(
            "By the school's policy: class journals {journals}, summary registers {summaries} years from the first of January after the year was closed (order №\u{a0}578/5)."
        )
    },
    stays: |day| format!("stays until {day}: the summary register is in it"),
    may_go: "its time is over",
    commission: "Head of the expert commission",
    never: "The program has destroyed nothing. The school's expert commission decides, the head approves the act.",
    integrity: "Integrity of the history",
    integrity_lead: "Each change in a journal is a row of the history whose hash covers the one before. Every night the program checks the whole chain, whether the journals say what their history says, and whether the archives are what their cards say.",
    last_check: "The last check",
    no_check: "Not checked yet: the first check is made next night, after 02:00.",
    whole: |links| format!("The history is whole: {links} {}", if links == 1 { "row" } else { "rows" }),
    broken: |row| format!("THE HISTORY IS BROKEN at row {row}"),
    altered: |places| format!("JOURNALS WERE CHANGED OUTSIDE THE PROGRAM: {places} places"),
    what_to_do: "Somebody changed the database past the program, or it is damaged. Put nothing right: copy the database, tell the server's operator, and compare it with the last good backup (klas verify --history).",
    digest: "Hash of the last row (SHA-256)",
    when: "When",
    result: "What was found",
    links: "Rows",
    letters: "Letters",
    sent: |sent, unsent| {
        if unsent == 0 { sent.to_string() } else { format!("{sent}, {unsent} waiting") }
    },
    checks: "Checks",
    addresses: "To whom the digest is sent each day",
    addresses_lead: "A check from inside does not notice who replaces the whole database with its history. A digest that lies in somebody else's mail cannot be replaced: klas verify --history --digest HASH says whether it is in the history. Send it to the head and the department.",
    addresses_hint: "An address on a line, 10 at most. Where it is empty, no letters are sent.",
    no_mail: "The server has no mail set up: no letters go until its operator names a mail server.",
    bad_address: |address| format!("This is not an address of e-mail: {address}"),
    too_many: |limit| format!("Too many addresses: {limit} at most."),
    details: "More",
    letter_subject: |school, day, whole| {
        let warning = if whole { "" } else { "WARNING, BROKEN · " };
        format!("{warning}Klas: digest of the history, {school}, {day}")
    },
    letter_about: |school, day| format!("{school}: the nightly check of the history of changes, {day}."),
    letter_what: "The digest covers all changes in the journals from the first to the last. If somebody changes but one old row of the database, all hashes after it become others, and this digest is in the history no more.",
    letter_how: "Now or in some years the server's operator can compare it with the database:",
    letter_keep: "Keep this letter: it proves what the history was on this day. There is no need to answer it.",
};
