//! Українські тексти звітів.

use klas_domain::{Level, calendar::Semester, figures::Period};

use super::{super::plural, ReportTexts};

pub static TEXTS: ReportTexts = ReportTexts {
    nav: "Звіти",
    title: |period, year| format!("Підсумки {} {year}", of_period(period)),
    periods: ["І семестр", "ІІ семестр", "Рік"],
    choose_period: "За який час",
    choose_year: "Навчальний рік",
    show_year: "Показати",
    choose_lines: "Порівняння",
    narrow: "Що показати",
    all_of_them: "усі",
    not_here: "немає в цьому звіті",
    nothing_chosen: "За цим вибором оцінок немає",
    show_all: "Показати все",
    lines: ["Класи", "Предмети", "Учителі", "Паралелі"],
    line: ["Клас", "Предмет", "Учитель", "Паралель"],
    parallel: |grade| format!("{grade}-{} класи", ending(grade)),
    vacant: "вакансія",
    all_together: "Разом",
    own_only: "Показано ваші предмети та клас, яким ви керуєте.",
    back: "Звіти",
    pupils_attested: "Учнів оцінено",
    marks_attested: "Підсумкових оцінок",
    of_all: |part, all| format!("{part} з {all}"),
    not_attested_pupils: |number| format!("{number} не атестовано"),
    not_attested_marks: |number| format!("{number} н/а"),
    unmarked_pupils: |number| format!("{number} ще без оцінок"),
    quality: "Якість",
    quality_means: "частка оцінок 7–12 (достатній і високий рівні)",
    success: "Успішність",
    success_means: "частка оцінок 4–12 (усі рівні, крім початкового)",
    mean: "Середній бал",
    index: "Ступінь навченості",
    index_means: |initial| {
        format!("(100 · високий + 64 · достатній + 36 · середній + {initial} · початковий) / усі оцінки")
    },
    initial_weight: "Скільки важить оцінка початкового рівня",
    initial_weight_hint: "Ступінь навченості у звітах: високий рівень важить 100, достатній – 64, середній – 36, початковий – зазвичай 16. Заклад може вирішити інакше: від 0 до 36. Так рахуються звіти за всі роки.",
    initial_weight_wrong: "Вага – ціле число від 0 до 36.",
    by_pupils: |share, marks| format!("{share} учнів з усіма {marks}"),
    to_last_year: "порівняно з минулим роком",
    to_last_year_column: "Проти мин. року",
    to_semester: ["порівняно з І семестром", "порівняно з ІІ семестром"],
    to_semester_column: ["Проти І семестру", "Проти ІІ семестру"],
    rule_semester: "Проти І чи ІІ семестру – зміна якості порівняно з іншим семестром цього року.",
    pupils_column: "Учнів",
    marks_column: "Оцінок",
    levels_column: "Рівні: високий · достатній · середній · початковий",
    quality_column: "Якість,\u{a0}%",
    success_column: "Успішність,\u{a0}%",
    mean_column: "Сер. бал",
    index_column: "СНУ,\u{a0}%",
    pupils_quality_column: "Учнів з усіма 7\u{2060}–\u{2060}12,\u{a0}%",
    pupils_success_column: "Учнів з усіма 4\u{2060}–\u{2060}12,\u{a0}%",
    not_attested: "н/а",
    levels: ["початковий", "середній", "достатній", "високий"],
    level_figure: |level, number, share| format!("{level} рівень – {number} ({share})"),
    bar_of: |name| format!("{name}: розподіл за рівнями"),
    table_of: |lines| format!("{lines}: рівні, якість, успішність, середній бал"),
    empty: |period| format!("Підсумкових оцінок ще немає: {period}"),
    empty_hint: "Звіт складеться сам, щойно вчителі поставлять оцінки за семестр або рік на сторінках журналу.",
    to_journals: "До журналів",
    in_words: "Клас оцінюють словесно",
    in_words_hint: "Вербальні оцінки не мають ні балів, ні рівнів, тож якості, успішності й середнього бала в цього класу немає. Що написали вчителі, показує зведений облік.",
    moved_to: |class| format!("вибув до {class}"),
    gone: "вибув",
    rules: "Як пораховано",
    spread: "Розподіл балів",
    spread_of_levels: "Розподіл рівнів",
    trend: "Динаміка",
    points: "Бал",
    last_year: |period| format!("Торік, {period}"),
    rule_marks: "Враховано скориговану оцінку, а де її немає – семестрову чи річну. Оцінки олівцем не враховано. «н/а», «зв» і «зар» до кількості оцінок не входять.",
    rule_pupils: |day| {
        format!(
            "Учні – ті, хто навчався в класі станом на {day}. Хто за цей час змінив клас, врахований один раз – у класі цього дня; у колишньому класі його оцінки показано без врахування. Класи зі словесним оцінюванням до звіту не входять."
        )
    },
    rule_figures: |initial| {
        format!(
            "Якість – частка оцінок 7–12, успішність – 4–12, ступінь навченості (СНУ) = (100 · високий + 64 · достатній + 36 · середній + {initial} · початковий) / кількість оцінок. Рівні П, С, Д, В не мають середнього бала."
        )
    },
    rule_over_all: "Рівень учня за всіма предметами – рівень його найнижчої оцінки; учень із «н/а» не встигає.",
    rule_last_year: "Проти минулого року – зміна якості: клас і паралель порівняно із собою роком молодшими (8-А з 7-А).",
    rule_changes: "Кожна зміна – посилання на перелік учнів, з якого її складено.",
    class_title: |class, period, year| format!("{class} · підсумки {} {year}", of_period(period)),
    marks_of_pupils: "Оцінки учнів",
    corrected: "скоригована",
    pupil_level: "Рівень",
    by_subject: "Предмети за рівнями",
    subject: "Предмет",
    teacher: "Учитель",
    mark: "Оцінка",
    lists: "Списки",
    list: "Список",
    figure: "Показник",
    absences: "Пропуски",
    pupils_of_level: ["Початковий рівень", "Середній рівень", "Достатній рівень", "Високий рівень"],
    one_mark_away: "За одну оцінку до вищого рівня",
    one_mark_away_hint: "Лише один предмет нижчий за решту.",
    away: |subject, mark, level| format!("{subject} – {mark}, до {} рівня", of_level(level)),
    not_attested_list: "Не атестовано",
    unmarked_list: "Ще без оцінок",
    nobody: "нікого",
    behind_title: "Оцінки",
    pupils_title: "Учні",
    only_levels: ["початковий рівень", "середній рівень", "достатній рівень", "високий рівень"],
    only_quality: "7–12",
    only_success: "4–12",
    only_attested: "атестовано",
    only_not_attested: "не атестовано",
    only_unmarked: "ще без оцінок",
    only_away: "за одну оцінку до вищого рівня",
    only_pointed: "з балами",
    only_all: |marks| format!("усі оцінки {marks}"),
    marks_number: |number| format!("{number} {}", plural(number, &["оцінка", "оцінки", "оцінок"])),
    no_such_marks: "Таких оцінок немає.",
    pupils_number: |number| format!("{number} {}", plural(number, &["учень", "учні", "учнів"])),
    no_such_pupils: "Таких учнів немає.",
    page_of: |page, pages| format!("сторінка {page} з {pages}"),
    previous_page: "Попередня сторінка",
    next_page: "Наступна сторінка",
    more_by: "більше на",
    less_by: "менше на",
    unchanged: "без змін",
};

/// «1-ші», «2-гі», «7-мі», «9-ті».
fn ending(grade: &str) -> &'static str {
    match grade {
        "1" => "ші",
        "2" => "гі",
        "7" | "8" => "мі",
        _ => "ті",
    }
}

fn of_period(period: Period) -> &'static str {
    match period {
        Period::Semester(Semester::First) => "І семестру",
        Period::Semester(Semester::Second) => "ІІ семестру",
        Period::Year => "року",
    }
}

fn of_level(level: Level) -> &'static str {
    match level {
        Level::Initial => "початкового",
        Level::Medium => "середнього",
        Level::Sufficient => "достатнього",
        Level::High => "високого",
    }
}
