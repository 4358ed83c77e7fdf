//! The texts of printed documents and spreadsheets.

use super::Locale;

/// The texts of printed documents and spreadsheets.
#[expect(missing_docs, reason = "each text says itself what it is")]
pub struct PaperTexts {
    pub pdf: &'static str,
    pub xlsx: &'static str,
    /// What a link to a file does, for those who hear it.
    pub take: fn(&str) -> String,
    pub journal: &'static str,
    pub course: &'static str,
    pub course_pages: &'static str,
    pub draft: &'static str,
    pub print_journal: &'static str,
    pub of_class: fn(&str) -> String,
    pub of_year: fn(&str) -> String,
    pub contents: &'static str,
    pub card: &'static str,
    pub cards: &'static str,
    pub certificate: &'static str,
    pub certificates: &'static str,
    pub all_pupils: &'static str,
    pub show: &'static str,
    pub results: &'static str,
    pub overall: &'static str,
    pub parents: &'static str,
    pub head: &'static str,
    pub deputy: &'static str,
    /// The head of the column of what a lesson was about, as the paper form words it.
    pub lesson: &'static str,
    pub teacher: &'static str,
    pub school_report: &'static str,
    pub class_report: &'static str,
    pub remarks: &'static str,
    /// Date, content, who checked, deadline, the teacher's mark of removal, acceptance.
    pub remark_heads: [&'static str; 6],
    /// The head of a column of words that a pupil is assessed in.
    pub in_words: &'static str,
    pub words: &'static str,
    /// What stands in a narrow cell for words.
    pub described: &'static str,
    pub described_legend: &'static str,
    /// Who taught a course up to a day.
    pub taught_until: fn(&str, &str) -> String,
    /// Who gave a lesson in the teacher's place.
    pub substitute: fn(&str) -> String,
    /// What was held instead of a lesson.
    pub held_instead: fn(&str) -> String,
}

impl Locale {
    /// The texts of printed documents and spreadsheets.
    pub fn paper(self) -> &'static PaperTexts {
        match self {
            Self::Uk => &UK,
            Self::En => &EN,
        }
    }
}

static UK: PaperTexts = PaperTexts {
    pdf: "PDF",
    xlsx: "XLSX",
    take: |what| format!("{what}, для друку"),
    journal: "Класний журнал",
    course: "Сторінки предмета",
    course_pages: "Сторінки предметів",
    draft: "ЧЕРНЕТКА",
    print_journal: "Журнал для друку",
    of_class: |class| format!("{class} клас"),
    of_year: |year| format!("{year} навчальний рік"),
    contents: "Зміст",
    card: "Табель навчальних досягнень",
    cards: "Табелі",
    certificate: "Свідоцтво досягнень",
    certificates: "Свідоцтва досягнень",
    all_pupils: "Усі учні",
    show: "Показати",
    results: "Група результатів навчання",
    overall: "Загальна оцінка",
    parents: "Батьки",
    head: "Директор",
    deputy: "Заступник директора",
    lesson: "Зміст уроку",
    teacher: "Учитель",
    school_report: "Підсумки закладу",
    class_report: "Підсумки",
    remarks: "Зауваження щодо ведення класного журналу",
    remark_heads: [
        "Дата",
        "Зауваження та пропозиції",
        "Прізвище, ініціали й посада того, хто перевіряв, підпис",
        "Строк усунення",
        "Відмітка вчителя про усунення, дата, підпис",
        "Усунення прийнято, дата, підпис",
    ],
    in_words: "Вербальна оцінка",
    words: "Вербальні оцінки",
    described: "опис",
    described_legend: "опис – вербальна оцінка, яку наведено в списку далі",
    taught_until: |name, day| format!("{name} (до {day})"),
    substitute: |name| format!("заміна: {name}"),
    held_instead: |lesson| format!("замість уроку: {lesson}"),
};

static EN: PaperTexts = PaperTexts {
    pdf: "PDF",
    xlsx: "XLSX",
    take: |what| format!("{what}, to print"),
    journal: "Class journal",
    course: "Pages of the subject",
    course_pages: "Pages of subjects",
    draft: "DRAFT",
    print_journal: "Journal to print",
    of_class: |class| format!("Class {class}"),
    of_year: |year| format!("Academic year {year}"),
    contents: "Contents",
    card: "Report card",
    cards: "Report cards",
    certificate: "Certificate of achievement",
    certificates: "Certificates of achievement",
    all_pupils: "All pupils",
    show: "Show",
    results: "Group of results",
    overall: "Overall mark",
    parents: "Parents",
    head: "Head",
    deputy: "Deputy head",
    lesson: "Content of the lesson",
    teacher: "Teacher",
    school_report: "Report of the school",
    class_report: "Report",
    remarks: "Remarks on keeping the class journal",
    remark_heads: [
        "Date",
        "Remarks and proposals",
        "Who checked: name, position, signature",
        "Deadline",
        "Put right: the teacher's note, date, signature",
        "Accepted: date, signature",
    ],
    in_words: "Assessment in words",
    words: "Assessments in words",
    described: "text",
    described_legend: "text – assessed in words, which the list below gives",
    taught_until: |name, day| format!("{name} (until {day})"),
    substitute: |name| format!("substitute: {name}"),
    held_instead: |lesson| format!("held instead: {lesson}"),
};
