//! The texts of journals that are opened from their archive, and of extracts from them.

use super::{Locale, plural};

/// The texts of journals that are opened from their archive.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct OpenedTexts {
    pub title: fn(&str, &str) -> String,
    pub contents: &'static str,
    pub from_archive: &'static str,
    pub checked: &'static str,
    pub checked_hint: &'static str,
    pub signed_by: &'static str,
    /// What is known by now of a certificate.
    pub revoked: fn(&str) -> String,
    pub archive_card: &'static str,
    pub courses: &'static str,
    pub teacher: &'static str,
    pub lessons: fn(usize) -> String,
    pub pupils: &'static str,
    pub pupils_hint: &'static str,
    pub of_pupil: &'static str,
    pub extract: &'static str,
    pub take_extract: &'static str,
    pub extract_hint: &'static str,
    pub results: &'static str,
    pub entries: &'static str,
    pub entries_column: &'static str,
    pub no_entries: &'static str,
    pub origin: &'static str,
    pub origin_lead: &'static str,
    pub what: &'static str,
    pub says: &'static str,
    pub school: &'static str,
    pub digest: &'static str,
    pub made_at: &'static str,
    pub made_by: &'static str,
    pub certificates: &'static str,
    pub extracted_at: &'static str,
    pub extracted_by: &'static str,
    pub number: &'static str,
    pub past_years: &'static str,
    /// What a family's pages say of a year whose journal is archived.
    pub diary_signed: &'static str,
    pub diary_mixed: &'static str,
    pub open_signed: &'static str,
    pub take_all: &'static str,
    pub take_year: &'static str,
    pub take_hint: &'static str,
    pub no_containers: &'static str,
}

impl Locale {
    /// The texts of journals that are opened from their archive.
    pub fn opened(self) -> &'static OpenedTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

static UK: OpenedTexts = OpenedTexts {
    title: |class, year| format!("Журнал {class} · {year}"),
    contents: "Зміст",
    from_archive: "Сторінки показано з контейнера архіву, а не з таблиць програми.",
    checked: "Цілісність перевірено",
    checked_hint: "Геш опису, геші всіх документів і підписи сходяться з карткою архіву.",
    signed_by: "Підписали",
    revoked: |what| {
        format!(
            "Тепер відомо: {what}. Коли підпис приймали, цього не знали; підписане від того часу не змінилося."
        )
    },
    archive_card: "Картка архіву",
    courses: "Сторінки предметів",
    teacher: "Учитель",
    lessons: |number| format!("{number}\u{a0}{}", plural(number, &["урок", "уроки", "уроків"])),
    pupils: "Учні",
    pupils_hint: "Відомості про одного учня та виписка.",
    of_pupil: "Відомості про учня",
    extract: "Виписка з класного журналу",
    take_extract: "Виписка (PDF)",
    extract_hint: "Виписку роблять із контейнера архіву: у ній геш, за яким її звіряють, підписувачі, хто й коли її зробив. Завіряє директор.",
    results: "Підсумкові оцінки та пропуски",
    entries: "Записи на уроках",
    entries_column: "Записи: день і оцінка або відсутність",
    no_entries: "Записів немає.",
    origin: "Звідки виписка",
    origin_lead: "Звірити виписку можна з контейнером, у якого той самий геш опису: klas verify або сайт czo.gov.ua.",
    what: "Що",
    says: "Значення",
    school: "Заклад освіти",
    digest: "Геш опису архіву (SHA-256)",
    made_at: "Архів підготовлено",
    made_by: "Підписано",
    certificates: "Тепер відомо про сертифікат",
    extracted_at: "Виписку зроблено",
    extracted_by: "Зробив(ла)",
    number: "№ у списку класу",
    past_years: "Минулі роки з архіву:",
    diary_signed: "Журнал за цей рік архівовано. Ця сторінка – з підписаного контейнера, його цілісність перевірено.",
    diary_mixed: "Попередній клас – з бази закладу.",
    open_signed: "Усе підписане про учня",
    take_all: "Усі роки (ZIP)",
    take_year: "Контейнери року (ZIP)",
    take_hint: "Контейнери закладу одним файлом: коли заклад переходить до іншої програми чи управління, він забирає їх із собою. Перевірити кожен можна без Klas.",
    no_containers: "Жодного контейнера ще немає.",
};

static EN: OpenedTexts = OpenedTexts {
    title: |class, year| format!("The journal of {class} · {year}"),
    contents: "Contents",
    from_archive: "The pages are shown from the archive's container, and not from the program's tables.",
    checked: "Integrity checked",
    checked_hint: "The digest of the list, those of all documents and the signatures agree with the archive's card.",
    signed_by: "Signed by",
    revoked: |what| {
        format!(
            "It is known by now: {what}. It was not known when the signature was taken; what was signed has not changed since."
        )
    },
    archive_card: "The archive's card",
    courses: "Pages of subjects",
    teacher: "Teacher",
    lessons: |number| format!("{number} {}", if number == 1 { "lesson" } else { "lessons" }),
    pupils: "Pupils",
    pupils_hint: "What is known of one pupil, and the extract.",
    of_pupil: "What is known of the pupil",
    extract: "Extract from the class journal",
    take_extract: "Extract (PDF)",
    extract_hint: "The extract is made from the archive's container: it says the digest that it is compared by, who signed, who made it and when. The head certifies it.",
    results: "Summative marks and absences",
    entries: "Entries at lessons",
    entries_column: "Entries: day, and mark or absence",
    no_entries: "There are no entries.",
    origin: "Where the extract is from",
    origin_lead: "The extract can be compared with the container whose list has the same digest: klas verify, or czo.gov.ua.",
    what: "What",
    says: "Value",
    school: "School",
    digest: "Digest of the archive's list (SHA-256)",
    made_at: "The archive was made",
    made_by: "Signed",
    certificates: "Known of the certificate by now",
    extracted_at: "The extract was made",
    extracted_by: "By",
    number: "№ in the list of the class",
    past_years: "Past years from the archive:",
    diary_signed: "The journal of this year is archived. This page is from the signed container, whose integrity was checked.",
    diary_mixed: "The class before is from the school's database.",
    open_signed: "All that was signed of the pupil",
    take_all: "All years (ZIP)",
    take_year: "The year's containers (ZIP)",
    take_hint: "The school's containers as one file: a school that moves to another program or department takes them along. Each can be verified without Klas.",
    no_containers: "There is no container yet.",
};
