//! The texts of families: their access, and the limited rights of guardians.

use klas_domain::guardianship::{DocumentKind, Hidden, Restriction, RestrictionError};

use super::Locale;

/// The texts of families: their access, and the limited rights of guardians.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct FamilyTexts {
    pub families: &'static str,
    pub lead: &'static str,
    pub pupil: &'static str,
    pub guardian: &'static str,
    pub no_guardians: &'static str,
    pub no_account: &'static str,
    pub has_account: &'static str,
    pub since: fn(&str) -> String,
    pub seen: fn(&str) -> String,
    pub never_seen: &'static str,
    pub acts_as: fn(&str) -> String,
    pub limit_rights: &'static str,
    pub hidden_now: &'static str,
    pub hidden_later: &'static str,
    pub hidden_before: &'static str,
    pub restriction_title: &'static str,
    pub restriction_lead: &'static str,
    pub restriction_saved: &'static str,
    pub restriction_conflict: &'static str,
    pub not_saved: &'static str,
    pub recorded: fn(&str, &str) -> String,
    pub lifted: &'static str,
    pub what_is_hidden: &'static str,
    pub on_record: &'static str,
    pub choose_hidden: &'static str,
    pub from: &'static str,
    pub until: &'static str,
    pub on_what_document: &'static str,
    pub choose_document: &'static str,
    pub number: &'static str,
    pub date: &'static str,
    pub date_wrong: &'static str,
    pub keep: &'static str,
    pub lift: &'static str,
    pub hidden_title: &'static str,
    pub hidden_hint: &'static str,
    pub marks_hidden: &'static str,
    grounds: fn(&str, Option<&str>, &str, &str, &str) -> String,
    hidden: [&'static str; 4],
    documents: [&'static str; 4],
    errors: [&'static str; 6],
}

impl FamilyTexts {
    /// What a restriction hides.
    pub fn hidden(&self, hidden: Hidden) -> &'static str {
        let place = Hidden::ALL.iter().position(|own| *own == hidden).unwrap_or_default();
        self.hidden[place]
    }

    /// What is said beside a guardian with limited rights.
    pub fn limited(&self, hidden: Hidden) -> String {
        format!("{}: {}", self.limit_rights.to_lowercase(), self.hidden(hidden))
    }

    /// The kind of a document.
    pub fn document(&self, kind: DocumentKind) -> &'static str {
        let place = DocumentKind::ALL.iter().position(|own| *own == kind).unwrap_or_default();
        self.documents[place]
    }

    /// From when something is hidden, until when, and on what document.
    pub fn grounds(&self, restriction: &Restriction) -> String {
        let day = |day: chrono::NaiveDate| day.format("%d.%m.%Y").to_string();
        let document = &restriction.document;
        let until = restriction.until.map(day);
        (self.grounds)(
            &day(restriction.from),
            until.as_deref(),
            self.document(document.kind),
            &document.number,
            &day(document.date),
        )
    }

    /// Why a restriction cannot stand.
    pub fn error(&self, error: RestrictionError) -> &'static str {
        match error {
            RestrictionError::EndsBeforeBeginning => self.errors[0],
            RestrictionError::NumberWrong => self.errors[1],
            RestrictionError::DocumentOfFuture => self.errors[2],
            RestrictionError::BeforeDocument => self.errors[3],
            RestrictionError::NotOfFamily => self.errors[4],
            RestrictionError::Own => self.errors[5],
        }
    }
}

impl Locale {
    /// The texts of families.
    pub fn families(self) -> &'static FamilyTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

static UK: FamilyTexts = FamilyTexts {
    families: "Родини",
    lead: "Хто з родини має доступ до щоденника і чиї права обмежено. Людей додає адміністратор журналу.",
    pupil: "Учень / учениця",
    guardian: "опікун",
    no_guardians: "Батьків чи опікунів у списках немає. Їх додає адміністратор журналу.",
    no_account: "без доступу",
    has_account: "має доступ",
    since: |day| format!("з {day},"),
    seen: |day| format!("останній вхід {day}"),
    never_seen: "ще не входили",
    acts_as: |name| format!("як {name},"),
    limit_rights: "Обмеження прав",
    hidden_now: "приховано",
    hidden_later: "буде приховано",
    hidden_before: "було приховано",
    restriction_title: "Обмеження прав",
    restriction_lead: "Записуйте лише за документом. З указаного дня приховане зникає всюди, де цій людині показують дані дитини; їй скажуть, із якого дня й за яким документом. Усі зміни лишаються в історії.",
    restriction_saved: "Обмеження прав записано.",
    restriction_conflict: "Тим часом обмеження змінив хтось інший: перегляньте записане вгорі й збережіть ще раз.",
    not_saved: "Не збережено: виправте позначене нижче.",
    recorded: |author, day| format!("Останній запис: {author}, {day}"),
    lifted: "Обмеження знято.",
    what_is_hidden: "Що приховати",
    on_record: "Записано",
    choose_hidden: "виберіть, що приховати",
    from: "З дня",
    until: "По день (порожньо – доки не знято)",
    on_what_document: "За яким документом",
    choose_document: "виберіть документ",
    number: "№ документа",
    date: "Дата документа",
    date_wrong: "Укажіть дату.",
    keep: "Записати обмеження",
    lift: "Зняти обмеження",
    hidden_title: "Ці відомості про дитину від вас приховано",
    hidden_hint: "Якщо рішення змінилося або це помилка, зверніться з документом до класного керівника чи директора.",
    marks_hidden: "Оцінки, пропуски й коментарі від вас приховано.",
    grounds: |from, until, document, number, date| {
        let until = until.map(|day| format!(" по {day}")).unwrap_or_default();
        format!("Діє з {from}{until}: {document} №\u{a0}{number} від {date}.")
    },
    hidden: [
        "усе про дитину",
        "оцінки, пропуски й коментарі",
        "повідомлення",
        "оцінки, пропуски, коментарі й повідомлення",
    ],
    documents: [
        "рішення суду",
        "обмежувальний припис суду",
        "терміновий заборонний припис поліції",
        "рішення органу опіки та піклування",
    ],
    errors: [
        "Останній день раніше за перший.",
        "Укажіть номер документа, до 60 знаків.",
        "Цей день ще не настав.",
        "Обмеження не діє раніше за свій документ.",
        "Цієї людини немає серед батьків учня.",
        "Власні обмеження записує хтось інший: директор, заступник або класний керівник.",
    ],
};

static EN: FamilyTexts = FamilyTexts {
    families: "Families",
    lead: "Who of the family has access to the diary, and whose rights are limited. The journal administrator adds people.",
    pupil: "Pupil",
    guardian: "guardian",
    no_guardians: "The lists name no parents or guardians. The journal administrator adds them.",
    no_account: "no access",
    has_account: "has access",
    since: |day| format!("since {day},"),
    seen: |day| format!("last signed in {day}"),
    never_seen: "never signed in",
    acts_as: |name| format!("as {name},"),
    limit_rights: "Limited rights",
    hidden_now: "hidden",
    hidden_later: "will be hidden",
    hidden_before: "was hidden",
    restriction_title: "Limited rights",
    restriction_lead: "Record them by a document alone. From that day what is hidden disappears wherever this person is shown the child's data; they are told from which day and by which document. All changes stay in the history.",
    restriction_saved: "The limited rights are on record.",
    restriction_conflict: "Meanwhile somebody else changed the restriction: look at what stands above and save once more.",
    not_saved: "Not saved: put right what is marked below.",
    recorded: |author, day| format!("Last recorded: {author}, {day}"),
    lifted: "The restriction was lifted.",
    what_is_hidden: "What is hidden",
    on_record: "On record",
    choose_hidden: "choose what is hidden",
    from: "From",
    until: "Until (empty: until it is lifted)",
    on_what_document: "By which document",
    choose_document: "choose a document",
    number: "№ of the document",
    date: "Date of the document",
    date_wrong: "Give the date.",
    keep: "Record the restriction",
    lift: "Lift the restriction",
    hidden_title: "This is hidden from you",
    hidden_hint: "If the decision has changed, or this is a mistake, go to the class teacher or the head with the document.",
    marks_hidden: "Marks, absences and notes are hidden from you.",
    grounds: |from, until, document, number, date| {
        let until = until.map(|day| format!(" until {day}")).unwrap_or_default();
        format!("Holds from {from}{until}: {document} №\u{a0}{number} of {date}.")
    },
    hidden: [
        "everything of the child",
        "marks, absences and notes",
        "messages",
        "marks, absences, notes and messages",
    ],
    documents: [
        "court decision",
        "restraining order of a court",
        "urgent barring order of the police",
        "decision of the guardianship authority",
    ],
    errors: [
        "The last day is before the first.",
        "Give the document's number, at most 60 characters.",
        "That day is still to come.",
        "A restriction does not hold before its document.",
        "This person is not among the pupil's guardians.",
        "Your own limits are recorded by somebody else: the head, a deputy or the class teacher.",
    ],
};
