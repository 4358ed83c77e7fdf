//! The texts of reports of bullying.

use klas_domain::bullying::{ReportOutcome, ReportState};

/// The texts of reports of bullying.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct BullyingTexts {
    pub title: &'static str,
    pub nav: &'static str,
    pub way: &'static str,
    pub lead: fn(&str) -> String,
    pub help: &'static str,
    pub for_whom: &'static str,
    pub text: &'static str,
    pub text_hint: &'static str,
    pub send: &'static str,
    pub sent: &'static str,
    pub own: &'static str,
    pub all: &'static str,
    pub all_lead: &'static str,
    pub none: &'static str,
    pub from: fn(&str, &str) -> String,
    pub since: fn(&str) -> String,
    pub take_up: &'static str,
    pub close: &'static str,
    pub open_again: &'static str,
    pub waiting: fn(usize) -> String,
    pub officer: &'static str,
    pub officer_hint: &'static str,
    pub officer_head: &'static str,
    pub responsible_since: fn(&str) -> String,
    pub duties: &'static str,
    pub duties_hint: &'static str,
    pub duty: fn(&str, &str, &str) -> String,
    pub save: &'static str,
    pub saved: &'static str,
    states: [&'static str; 3],
    outcomes: [&'static str; 3],
}

impl BullyingTexts {
    /// How far a report is.
    pub fn state(&self, state: ReportState) -> &'static str {
        let place = ReportState::ALL.iter().position(|own| *own == state).unwrap_or_default();
        self.states[place]
    }

    /// Why a report was not sent; nothing of one that was.
    pub fn obstacle(&self, outcome: ReportOutcome) -> Option<&'static str> {
        match outcome {
            ReportOutcome::Sent => None,
            ReportOutcome::Empty => Some(self.outcomes[0]),
            ReportOutcome::TooLong => Some(self.outcomes[1]),
            ReportOutcome::TooMany => Some(self.outcomes[2]),
        }
    }
}

pub static UK: BullyingTexts = BullyingTexts {
    title: "Звернення про булінг",
    nav: "Звернення",
    way: "Повідомити про булінг",
    lead: |name| {
        format!(
            "Звернення прочитає лише відповідальна особа закладу: {name}. Ні вчителі, ні однокласники, ні адміністратор журналу його не побачать."
        )
    },
    help: "Якщо комусь загрожує небезпека – телефонуйте 102. Національна гаряча лінія для дітей та молоді: 116\u{a0}111, безкоштовно й анонімно.",
    for_whom: "Про кого йдеться",
    text: "Що сталося",
    text_hint: "Коли, де, хто це бачив. Можна коротко.",
    send: "Надіслати звернення",
    sent: "Звернення надіслано. Тут буде видно, коли його взяли в роботу.",
    own: "Мої звернення",
    all: "Звернення закладу",
    all_lead: "Їх бачите лише ви. Заява про булінг розглядається за наказом МОН № 1646 від 28.12.2019.",
    none: "Звернень немає.",
    from: |reporter, pupil| {
        if reporter == pupil { reporter.to_owned() } else { format!("{reporter} (дитина: {pupil})") }
    },
    since: |at| format!("з {at}"),
    take_up: "Взяти в роботу",
    close: "Завершити",
    open_again: "Повернути в роботу",
    waiting: |number| format!("Звернення про булінг – нових: {number}"),
    officer: "Хто відповідає за звернення",
    officer_hint: "Звернення бачить лише ця людина. Якщо призначити іншу, ви їх більше не бачитимете. Кожну зміну видно нижче – також тим, хто надсилав звернення; про неї повідомимо того, хто відповідав досі.",
    officer_head: "директор",
    responsible_since: |at| format!("Відповідає з {at}."),
    duties: "Хто відповідав за звернення",
    duties_hint: "Хто відповідає, читає й давніші звернення. Ці записи не можна ні змінити, ні прибрати.",
    duty: |at, officer, named_by| format!("з {at}: {officer} (хто призначив: {named_by})"),
    save: "Зберегти",
    saved: "Збережено.",
    states: ["нове", "в роботі", "завершено"],
    outcomes: [
        "Напишіть, що сталося.",
        "Текст задовгий: до 4000 знаків.",
        "Десять ваших звернень ще не взято в роботу. Зателефонуйте до закладу або на 116\u{a0}111.",
    ],
};

pub static EN: BullyingTexts = BullyingTexts {
    title: "Reports of bullying",
    nav: "Reports of bullying",
    way: "Report bullying",
    lead: |name| {
        format!(
            "The report is read by the school's responsible person alone: {name}. Neither teachers nor classmates nor the journal's administrator see it."
        )
    },
    help: "If somebody is in danger, call 102. The national hotline for children and young people: 116\u{a0}111, free and anonymous.",
    for_whom: "Who it is about",
    text: "What happened",
    text_hint: "When, where, who saw it. A few words will do.",
    send: "Send the report",
    sent: "The report was sent. Here you will see when it is taken up.",
    own: "My reports",
    all: "Reports of the school",
    all_lead: "Nobody but you sees them. Reports of bullying are dealt with by MoES order № 1646 of 28.12.2019.",
    none: "There are no reports.",
    from: |reporter, pupil| {
        if reporter == pupil { reporter.to_owned() } else { format!("{reporter} (child: {pupil})") }
    },
    since: |at| format!("since {at}"),
    take_up: "Take up",
    close: "Close",
    open_again: "Open again",
    waiting: |number| format!("Reports of bullying, new: {number}"),
    officer: "Who is responsible for reports",
    officer_hint: "Nobody but this person sees the reports. If you name somebody else, you will not see them any more. Each change stands below, for whoever sent reports too; whoever was responsible until then is told.",
    officer_head: "the head",
    responsible_since: |at| format!("Responsible since {at}."),
    duties: "Who was responsible for reports",
    duties_hint: "Whoever is responsible reads earlier reports too. These entries can be neither changed nor removed.",
    duty: |at, officer, named_by| format!("since {at}: {officer} (named by {named_by})"),
    save: "Save",
    saved: "Saved.",
    states: ["new", "in work", "closed"],
    outcomes: [
        "Write what happened.",
        "The text is too long: at most 4000 characters.",
        "Ten of your reports have not been taken up. Call the school or 116\u{a0}111.",
    ],
};
