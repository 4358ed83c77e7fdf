//! Every register that can be taken away: its pages say what was written, and its spreadsheet has the same numbers as
//! numbers.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use klas_app::routes::paths;
use klas_domain::{calendar::Semester, column::Sum};

use crate::{
    archive::lived_in,
    paper::{line, row_of, take, text},
    support::TestApp,
};

/// A line of a register that is taken as pages and as a spreadsheet.
struct Taken {
    /// The address without the ending, as the table of routes has it.
    path: &'static str,
    /// What is asked for.
    asked: &'static str,
    /// Who takes it.
    login: &'static str,
    /// What stands on one line of the pages.
    printed: &'static [&'static str],
    /// The sheet's place, and what a cell of the row says.
    row: (usize, &'static str),
    /// The numbers of the row.
    numbers: &'static [f64],
    /// Other words of the row.
    words: &'static [&'static str],
}

const PUPILS: &str = "/classes/{class}/pupils";
const BRIEFINGS: &str = "/classes/{class}/briefings";
const HEALTH: &str = "/classes/{class}/health";
const EXCURSIONS: &str = "/classes/{class}/excursions";
const SUBSTITUTIONS: &str = "/school/substitutions";
const CARDS: &str = "/classes/{class}/cards";
const PAGES: &str = "/journal/{course}/pages";
const ATTENDANCE: &str = "/classes/{class}/register";
const SUMMARY: &str = "/classes/{class}/summary";
const REPORTS: &str = "/reports";
const CLASS_REPORT: &str = "/reports/classes/{class}/report";
const PLANS: &str = "/reports/plans";
const CHANGE: &str = "/reports/change";

const TAKEN: &[Taken] = &[
    Taken {
        path: PUPILS,
        asked: "",
        login: "class-teacher",
        printed: &["1 Бабенко Олена Петрівна", "мати: Мати Олена Петрівна, +380501112233"],
        row: (0, "Бабенко Олена Петрівна"),
        numbers: &[1.0],
        words: &["мати: Мати Олена Петрівна, +380501112233"],
    },
    Taken {
        path: BRIEFINGS,
        asked: "",
        login: "class-teacher",
        printed: &["24.11.2026 первинний Вогонь Класна О. П. Бабенко Олена"],
        row: (0, "Вогонь"),
        numbers: &[],
        words: &["24.11.2026", "первинний", "Класна О. П.", "Бабенко Олена"],
    },
    Taken {
        path: HEALTH,
        asked: "",
        login: "nurse",
        printed: &["1 Бабенко Олена Петрівна основна 24.11.2026"],
        row: (0, "Бабенко Олена Петрівна"),
        numbers: &[1.0],
        words: &["основна", "24.11.2026"],
    },
    Taken {
        path: EXCURSIONS,
        asked: "",
        login: "class-teacher",
        printed: &["24.11.2026 екскурсія Музей 3 Класна О. П."],
        row: (0, "Музей"),
        numbers: &[3.0],
        words: &["24.11.2026", "екскурсія", "Класна О. П."],
    },
    Taken {
        path: SUBSTITUTIONS,
        asked: "?month=2026-11",
        login: "deputy",
        printed: &["24.11 1 8-А Алгебра Алгебраїстка О. П. Класна О. П. хвороба"],
        row: (0, "Алгебра"),
        numbers: &[1.0],
        words: &["24.11", "8-А", "Алгебраїстка О. П.", "Класна О. П.", "хвороба"],
    },
    Taken {
        path: SUBSTITUTIONS,
        asked: "?month=2026-11",
        login: "deputy",
        printed: &["Алгебраїстка Олена Петрівна 1 0 0"],
        row: (1, "Алгебраїстка Олена Петрівна"),
        numbers: &[1.0, 0.0, 0.0],
        words: &[],
    },
    Taken {
        path: CARDS,
        asked: "",
        login: "class-teacher",
        printed: &["Алгебра 9*"],
        row: (0, "Алгебра"),
        numbers: &[9.0],
        words: &[],
    },
    Taken {
        path: CARDS,
        asked: "",
        login: "class-teacher",
        printed: &["Пропущено уроків 1 0 1"],
        row: (1, "Пропущено уроків"),
        numbers: &[1.0, 0.0, 1.0],
        words: &[],
    },
    Taken {
        path: CARDS,
        asked: "?kind=certificate",
        login: "class-teacher",
        printed: &["Розв'язує математичні задачі 10"],
        row: (0, "Розв'язує математичні задачі"),
        numbers: &[10.0],
        words: &["Алгебра"],
    },
    Taken {
        path: PAGES,
        asked: "?semester=1",
        login: "teacher",
        // Its dates stand upright, and so the reader takes the page for one that lies.
        printed: &["Бабенко Олена"],
        row: (0, "Бабенко Олена"),
        numbers: &[1.0, 9.0, 7.0, 10.0, 8.0, 7.0, 9.0],
        words: &[],
    },
    Taken {
        path: PAGES,
        asked: "?semester=1",
        login: "teacher",
        printed: &["24.11 1 заміна: Класна О. П."],
        row: (1, "24.11"),
        numbers: &[1.0],
        words: &["заміна: Класна О. П."],
    },
    Taken {
        path: ATTENDANCE,
        asked: "?month=2026-11",
        login: "class-teacher",
        printed: &["2 Вовк Олена", "хв/1 1 1 1 1 1 1"],
        row: (0, "Вовк Олена"),
        numbers: &[2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        words: &["хв/1"],
    },
    Taken {
        path: SUMMARY,
        asked: "",
        login: "head",
        printed: &["І 9* 10"],
        row: (0, "Бабенко Олена"),
        numbers: &[1.0, 9.0, 10.0],
        words: &["І", "переведено до 9 класу"],
    },
    Taken {
        path: REPORTS,
        asked: "?period=1",
        login: "head",
        printed: &["8-А", "66,7 66,7 7,33 60,0 50,0 50,0"],
        row: (0, "8-А"),
        numbers: &[2.0, 1.0, 3.0, 1.0, 1.0, 0.0, 1.0, 1.0, 66.7, 66.7, 7.33, 60.0, 50.0, 50.0],
        words: &[],
    },
    Taken {
        path: CLASS_REPORT,
        asked: "?period=1",
        login: "class-teacher",
        printed: &["Бабенко Олена Петрівна 9 10 9,50 достатній"],
        row: (0, "Бабенко Олена Петрівна"),
        numbers: &[9.0, 10.0, 9.5],
        words: &["достатній"],
    },
    Taken {
        path: CLASS_REPORT,
        asked: "?period=1",
        login: "class-teacher",
        printed: &["Алгебра 2 0 1 0 1 0 50,0 50,0 6,00 40,0"],
        row: (1, "Алгебра"),
        numbers: &[2.0, 0.0, 1.0, 0.0, 1.0, 0.0, 50.0, 50.0, 6.0, 40.0],
        words: &[],
    },
    Taken {
        path: PLANS,
        asked: "?period=1",
        login: "head",
        printed: &["8-А · Алгебра", "планом 1 12 0 4 0 15"],
        row: (0, "8-А · Алгебра"),
        // Planned, given, cancelled, to come, short, over; the lesson that a colleague gave is given.
        numbers: &[1.0, 12.0, 0.0, 4.0, 0.0, 15.0],
        words: &["Алгебраїстка О. П.", "планом"],
    },
    Taken {
        path: CHANGE,
        // Of the second semester, which has no marks yet, to the first.
        asked: "?period=2&of=mean&to=semester",
        login: "head",
        printed: &["Бабенко Олена Петрівна", "8-А 8-А 2 19 9,50"],
        row: (0, "Бабенко Олена Петрівна"),
        numbers: &[2.0, 19.0, 9.5],
        words: &["Лише в іншому семестрі", "8-А"],
    },
];

/// A school in whose registers something stands: a lesson that a colleague gave, and marks by groups of results too.
async fn kept() -> TestApp {
    let app = lived_in().await;
    for (group, mark) in [(1, 7), (2, 10), (3, 8)] {
        let sum = Sum::Results(Semester::First, group);
        app.mark_in("8-А", "Алгебра", sum, &[("Бабенко", mark)]).await;
    }
    app.substitute(app.lesson, "class-teacher").await;
    app.run("UPDATE lesson SET change_reason = 'illness' WHERE substitute_id IS NOT NULL;".to_owned()).await;
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_spreadsheets_say_what_was_written() {
    let app = kept().await;
    let (class, course) = (app.class.to_string(), app.course.to_string());
    for own in TAKEN {
        let address = |ending: &str| {
            format!("{}.{ending}{}", own.path, own.asked)
                .replace("{class}", &class)
                .replace("{course}", &course)
        };
        line(&text(&take(&app, own.login, &address("pdf")).await), own.printed);
        let book = take(&app, own.login, &address("xlsx")).await;
        assert_eq!(book.status, StatusCode::OK, "{}: {}", address("xlsx"), book.body);
        let (sheet, said) = own.row;
        let (numbers, words) = row_of(&book.bytes, sheet, said);
        assert_eq!(numbers, own.numbers, "{} {said}", address("xlsx"));
        for word in own.words {
            assert!(
                words.iter().any(|own| own == word),
                "{} {said}: no {word} in {words:?}",
                address("xlsx")
            );
        }
    }
}

#[test]
fn no_register_that_has_a_spreadsheet_is_left_out() {
    let routes: BTreeSet<&str> = paths().into_iter().map(|(path, _)| path).collect();
    let spreadsheets: BTreeSet<&str> = routes.iter().filter_map(|path| path.strip_suffix(".xlsx")).collect();
    assert_eq!(TAKEN.iter().map(|own| own.path).collect::<BTreeSet<_>>(), spreadsheets);
    assert!(spreadsheets.iter().all(|path| routes.contains(format!("{path}.pdf").as_str())));
}
