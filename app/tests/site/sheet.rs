//! The lesson's sheet as a browser without JavaScript fills it.

use axum::http::StatusCode;
use chrono::Days;
use klas_domain::{Absence, Entry, Id, Level, Mark, Role, StoredEntry, column::Work, id::of};
use rstest::rstest;

use crate::support::{Answer, TODAY, TestApp, person};

/// A row of the sheet: which pupil, and what its controls say.
type Row<'a> = (Id<of::Person>, &'a [(&'a str, &'a str)]);

/// A sheet, and what its page said when it was opened.
struct Sheet {
    path: String,
    body: String,
}

impl Sheet {
    async fn open(app: &TestApp, path: &str, cookie: &str) -> Self {
        let answer = app.get(path, cookie).await;
        assert_eq!(answer.status, StatusCode::OK);
        Self { path: path.to_owned(), body: answer.body }
    }

    /// Sends the form as it was drawn, but for what was typed into these rows.
    async fn save(&self, app: &TestApp, rows: &[Row<'_>], more: &[(&str, &str)], cookie: &str) -> Answer {
        let drawn = ["version", "words-stored"];
        let mut fields: Vec<(String, String)> =
            drawn.into_iter().map(|name| (name.to_owned(), value(&self.body, name))).collect();
        for (pupil, typed) in rows {
            for letter in ["v", "o"] {
                let name = format!("{letter}-{pupil}");
                fields.push((name.clone(), value(&self.body, &name)));
            }
            fields
                .extend(typed.iter().map(|(letter, text)| (format!("{letter}-{pupil}"), (*text).to_owned())));
        }
        fields.extend(more.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        let fields: Vec<_> = fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        app.post(&self.path, &fields, cookie).await
    }
}

/// The value of a field of a page.
fn value(body: &str, name: &str) -> String {
    let Some((_, rest)) = body.split_once(&format!(r#"name="{name}" value=""#)) else { return String::new() };
    rest.split('"').next().unwrap().to_owned()
}

async fn stored(app: &TestApp, path: &str, pupil: Id<of::Person>) -> StoredEntry {
    stored_in(app, path, path.split('/').nth(4).unwrap().parse().unwrap(), pupil).await
}

/// What stands in a pupil's cell of a column of today's lesson.
async fn stored_in(app: &TestApp, path: &str, column: Id<of::Column>, pupil: Id<of::Person>) -> StoredEntry {
    let course = path.split('/').nth(2).unwrap().parse().unwrap();
    let teacher = person(&app.store, app.school, Role::Teacher, "Алгебраїстка").await;
    let mut reader = app.store.read(app.school).await.unwrap();
    let course = reader.course(course).await.unwrap();
    let page = reader.journal(course, (TODAY, TODAY), teacher).await.unwrap();
    let own = page.entries.into_iter().find(|entry| entry.pupil == pupil && entry.column == column);
    own.map(|entry| entry.stored).unwrap_or_default()
}

async fn wolf(app: &TestApp) -> Id<of::Person> {
    person(&app.store, app.school, Role::Pupil, "Вовк").await
}

fn absent(kind: Absence) -> Entry {
    Entry { absence: Some(kind), ..Entry::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn presence_mark_note_and_pencil_are_entered_without_a_keyboard_of_letters() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let path = app.sheet_of("Алгебра").await;
    let sheet = Sheet::open(&app, &path, &cookie).await;
    assert!(sheet.body.contains(r#"inputmode="numeric""#));
    let typed = [("a", "сп"), ("l", "5"), ("m", "9"), ("n", "Молодець,\r\nтак далі!"), ("d", "1")];
    let answer = sheet.save(&app, &[(app.pupil, &typed)], &[], &cookie).await;
    assert_eq!(answer.location, format!("{path}?saved"));
    let expected = Entry {
        mark: Some(Mark::Points(9)),
        late: Some(5),
        note: Some("Молодець,\nтак далі!".into()),
        draft: true,
        ..Entry::default()
    };
    assert_eq!(stored(&app, &path, app.pupil).await, StoredEntry { entry: expected, version: 1 });

    let again = Sheet::open(&app, &path, &cookie).await;
    let answer = again.save(&app, &[(app.pupil, &typed)], &[], &cookie).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(stored(&app, &path, app.pupil).await.version, 1, "a row that says the same is not touched");
}

#[tokio::test(flavor = "multi_thread")]
async fn grades_one_and_two_are_assessed_in_words() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("colleague").await;
    let path = app.sheet_of("Читання").await;
    let little = person(&app.store, app.school, Role::Pupil, "Малюк").await;
    let sheet = Sheet::open(&app, &path, &cookie).await;
    assert!(sheet.body.contains("Словесна оцінка"));
    assert!(!sheet.body.contains(&format!(r#"name="m-{little}""#)), "there are no marks");
    let answer = sheet.save(&app, &[(little, &[("a", ""), ("n", "Читає вільно")])], &[], &cookie).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(stored(&app, &path, little).await.entry.note.as_deref(), Some("Читає вільно"));
}

#[tokio::test(flavor = "multi_thread")]
async fn levels_are_chosen_from_a_list() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("colleague").await;
    let path = app.sheet_of("Малювання").await;
    let third = person(&app.store, app.school, Role::Pupil, "Третяк").await;
    let sheet = Sheet::open(&app, &path, &cookie).await;
    assert!(sheet.body.contains(&format!(r#"<select name="m-{third}""#)));
    sheet.save(&app, &[(third, &[("a", ""), ("m", "Д")])], &[], &cookie).await;
    assert_eq!(stored(&app, &path, third).await.entry.mark, Some(Mark::Level(Level::Sufficient)));
    assert!(app.get(&path, &cookie).await.body.contains(r#"<option value="Д" selected"#));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_row_keeps_what_was_typed_and_the_others_are_saved() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let path = app.sheet_of("Алгебра").await;
    let wolf = wolf(&app).await;
    let sheet = Sheet::open(&app, &path, &cookie).await;
    let rows: [Row<'_>; 2] = [(app.pupil, &[("a", ""), ("m", "14")]), (wolf, &[("a", ""), ("m", "10")])];
    let answer = sheet.save(&app, &rows, &[("topic", "Дроби")], &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(value(&answer.body, &format!("m-{}", app.pupil)), "14");
    assert!(answer.body.contains("ціле число від 1 до 12"));
    assert!(answer.body.contains(r##"href="#row-1""##), "the message leads to the row");
    assert!(answer.body.contains("Дроби"));
    assert_eq!(stored(&app, &path, wolf).await.entry.mark, Some(Mark::Points(10)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_entry_asks_for_a_reason_in_words_that_fit_the_sheet() {
    let mut app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let path = app.sheet_of("Алгебра").await;
    let sheet = Sheet::open(&app, &path, &cookie).await;
    sheet.save(&app, &[(app.pupil, &[("a", ""), ("m", "9")])], &[], &cookie).await;
    app.turn_to(TODAY + Days::new(20));
    let cookie = app.sign_in("teacher").await;
    let sheet = Sheet::open(&app, &path, &cookie).await;
    let answer = sheet.save(&app, &[(app.pupil, &[("a", ""), ("m", "10")])], &[], &cookie).await;
    assert!(answer.body.contains("укажіть причину") && !answer.body.contains("F2"), "{}", answer.body);
    let again = Sheet { path: path.clone(), body: answer.body };
    let reason = [("reason", "Помилка")];
    again.save(&app, &[(app.pupil, &[("a", ""), ("m", "10")])], &reason, &cookie).await;
    assert_eq!(stored(&app, &path, app.pupil).await.entry.mark, Some(Mark::Points(10)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_teacher_gives_reasons_on_the_sheet_and_nothing_else() {
    let app = TestApp::start().await;
    let path = app.sheet_of("Алгебра").await;
    let (teacher, class_teacher) = (app.sign_in("teacher").await, app.sign_in("class-teacher").await);
    let wolf = wolf(&app).await;
    let sheet = Sheet::open(&app, &path, &teacher).await;
    assert!(!sheet.body.contains("хв –"), "a subject teacher does not know reasons");
    sheet.save(&app, &[(app.pupil, &[("a", "н"), ("m", "7")])], &[], &teacher).await;

    let sheet = Sheet::open(&app, &path, &class_teacher).await;
    assert!(sheet.body.contains("Зберегти причини"));
    assert!(sheet.body.contains(&format!(r#"name="a-{}""#, app.pupil)));
    assert!(!sheet.body.contains(&format!(r#"name="a-{wolf}""#)), "who is there has no absence to explain");
    assert!(!sheet.body.contains(&format!(r#"name="m-{}""#, app.pupil)), "marks are the teacher's");
    let rows: [Row<'_>; 2] = [(app.pupil, &[("a", "хв"), ("m", "12")]), (wolf, &[("a", "хв"), ("m", "12")])];
    let answer = sheet.save(&app, &rows, &[("topic", "Чуже")], &class_teacher).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "the second absence does not stand there");
    let expected = Entry { mark: Some(Mark::Points(7)), ..absent(Absence::Illness) };
    assert_eq!(stored(&app, &path, app.pupil).await.entry, expected);
    assert_eq!(stored(&app, &path, wolf).await.version, 0);
    assert!(!app.get(&path, &teacher).await.body.contains("Чуже"));
    assert!(app.get(&path, &teacher).await.body.contains(r#"<option value="хв" selected"#), "it can be kept");
}

#[rstest]
#[case::mine("mine", Mark::Points(8))]
#[case::theirs("theirs", Mark::Points(5))]
#[case::nothing_yet("", Mark::Points(5))]
#[tokio::test(flavor = "multi_thread")]
async fn two_who_wrote_the_same_cell_choose_what_stays(#[case] keep: &str, #[case] expected: Mark) {
    let app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let path = app.sheet_of("Алгебра").await;
    let (first, second) = (Sheet::open(&app, &path, &cookie).await, Sheet::open(&app, &path, &cookie).await);
    first.save(&app, &[(app.pupil, &[("a", ""), ("m", "5")])], &[], &cookie).await;
    let typed = [("a", ""), ("m", "8")];
    let answer = second.save(&app, &[(app.pupil, &typed)], &[], &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Тим часом Алгебраїстка\u{a0}О.\u{a0}П.: «5»"), "{}", answer.body);
    let sheet = Sheet { path: path.clone(), body: answer.body };
    let (kept, seen) = (format!("k-{}", app.pupil), format!("c-{}", app.pupil));
    let version = value(&sheet.body, &seen);
    let more = [(kept.as_str(), keep), (seen.as_str(), version.as_str())];
    let answer = sheet.save(&app, &[(app.pupil, &typed)], &more, &cookie).await;
    let settled = answer.status == StatusCode::SEE_OTHER;
    assert_eq!(settled, !keep.is_empty(), "nothing chosen leaves the conflict");
    assert_eq!(stored(&app, &path, app.pupil).await.entry.mark, Some(expected));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_wrote_the_same_topic_choose_what_stays() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let path = app.sheet_of("Алгебра").await;
    let (first, second) = (Sheet::open(&app, &path, &cookie).await, Sheet::open(&app, &path, &cookie).await);
    first.save(&app, &[], &[("topic", "Перша тема")], &cookie).await;
    let answer = second.save(&app, &[], &[("topic", "Друга тема")], &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["Перша тема", "Друга тема", "Тим часом Алгебраїстка\u{a0}О.\u{a0}П.", r##"href="#topic""##]
    {
        assert!(answer.body.contains(said), "{said}");
    }
    let sheet = Sheet { path: path.clone(), body: answer.body };
    let seen = value(&sheet.body, "words-seen");
    let mine = [("topic", "Друга тема"), ("words-keep", "mine"), ("words-seen", seen.as_str())];
    let answer = sheet.save(&app, &[], &mine, &cookie).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(app.get(&path, &cookie).await.body.contains("Друга тема"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_did_not_touch_the_words_does_not_dispute_them() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let path = app.sheet_of("Алгебра").await;
    let (first, second) = (Sheet::open(&app, &path, &cookie).await, Sheet::open(&app, &path, &cookie).await);
    first.save(&app, &[], &[("topic", "Дроби"), ("homework", "№ 1\r\n№ 2")], &cookie).await;
    let answer = second.save(&app, &[(app.pupil, &[("a", ""), ("m", "8")])], &[], &cookie).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let third = Sheet::open(&app, &path, &cookie).await;
    assert!(third.body.contains("Дроби"));
    let as_drawn = [("topic", "Дроби"), ("homework", "№ 1\r\n№ 2"), ("kind", "ordinary")];
    assert_eq!(third.save(&app, &[], &as_drawn, &cookie).await.status, StatusCode::SEE_OTHER);
    assert_eq!(value(&app.get(&path, &cookie).await.body, "version"), "1", "nothing was written anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absence_is_carried_to_the_later_lessons_of_the_day_if_the_teacher_agrees() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let path = app.sheet_of("Алгебра").await;
    let sheet = Sheet::open(&app, &path, &cookie).await;
    let answer = sheet.save(&app, &[(app.pupil, &[("a", "н")])], &[], &cookie).await;
    let offer = app.get(&answer.location, &cookie).await;
    assert!(offer.body.contains("Бабенко Олена – уроки: 2"), "{}", offer.body);
    let pupil = app.pupil.to_string();
    let answer = app.post(&format!("{path}/absences"), &[("pupil", &pupil)], &cookie).await;
    assert_eq!(answer.location, format!("{path}?carried=1"));
    assert!(app.get(&answer.location, &cookie).await.body.contains("«н» поставлено ще на 1 урок."));
    let later = app.sheet_of("Українська мова").await;
    assert_eq!(stored(&app, &later, app.pupil).await.entry, absent(Absence::Unknown));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sheet_leads_to_its_neighbours_and_to_its_part_of_the_journal() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let path = app.sheet_of("Алгебра").await;
    let body = app.get(&path, &cookie).await.body;
    assert!(body.contains("Попередній урок") && body.contains("Наступний урок"));
    assert!(body.contains(&format!(r#"href="/journal/{}?month=2026-11#grid""#, app.course)));
    assert!(body.contains("Присутні 2 з 2"));
}

/// The fields of a pupil's further work, as they were drawn but for what was typed.
fn of_work(body: &str, column: Id<of::Column>, pupil: Id<of::Person>, typed: &str) -> Vec<(String, String)> {
    let name = |what: &str| format!("{what}-{column}-{pupil}");
    let drawn = ["wv", "wo"].map(|what| (name(what), value(body, &name(what))));
    drawn.into_iter().chain([(name("w"), typed.to_owned())]).collect()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

/// DOMAIN §4.2: a lesson may have several marks of each pupil.
#[tokio::test(flavor = "multi_thread")]
async fn marks_of_further_works_stand_beside_the_lessons_own() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let path = app.sheet_of("Алгебра").await;
    let plain = Sheet::open(&app, &path, &cookie).await;
    assert!(!plain.body.contains("class=\"works\""), "a lesson without further works");
    let (column, wolf) = (app.add_work(app.lesson, Work::Notebook).await, wolf(&app).await);
    let sheet = Sheet::open(&app, &path, &cookie).await;
    assert!(sheet.body.contains("aria-label=\"Зошит: Бабенко Олена\""), "{}", sheet.body);
    let works = [(app.pupil, "9"), (wolf, "14")];
    let typed: Vec<_> =
        works.iter().flat_map(|(pupil, text)| of_work(&sheet.body, column, *pupil, text)).collect();
    let answer = sheet.save(&app, &[(wolf, &[("a", ""), ("m", "10")])], &borrowed(&typed), &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(value(&answer.body, &format!("w-{column}-{wolf}")), "14", "what was typed stays");
    assert!(answer.body.contains(">Вовк Олена (Зошит)</a>: 12-бальна шкала"), "{}", answer.body);
    let nine = stored_in(&app, &path, column, app.pupil).await;
    assert_eq!((nine.entry.mark, nine.version), (Some(Mark::Points(9)), 1));
    assert_eq!(stored(&app, &path, app.pupil).await.version, 0, "the lesson's own cell is another one");
    assert_eq!(stored(&app, &path, wolf).await.entry.mark, Some(Mark::Points(10)));

    let again = Sheet::open(&app, &path, &cookie).await;
    let untouched = of_work(&again.body, column, app.pupil, "9");
    let answer = again.save(&app, &[], &borrowed(&untouched), &cookie).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(stored_in(&app, &path, column, app.pupil).await.version, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_folded_is_told_in_a_line_and_saved_as_it_stands() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let path = app.sheet_of("Алгебра").await;
    let line = |body: &str| {
        let about = body.split("<details class=\"about\"").nth(1).unwrap();
        about.split("</summary>").next().unwrap().rsplit('>').next().unwrap().to_owned()
    };
    let sheet = Sheet::open(&app, &path, &cookie).await;
    assert_eq!(line(&sheet.body), "звичайний урок");
    let words = [("topic", "Дроби"), ("homework", ""), ("kind", "control")];
    assert_eq!(sheet.save(&app, &[], &words, &cookie).await.status, StatusCode::SEE_OTHER);
    let saved = Sheet::open(&app, &path, &cookie).await;
    assert_eq!(line(&saved.body), "контрольна робота");
    assert!(saved.body.contains(r#"<option value="control" selected"#), "{}", saved.body);
}

/// In the diary, under the day.
#[rstest]
#[case::of_the_lesson("", "11", "", "dot h")]
#[case::of_a_work_alone("", "", "2", "dot i")]
#[case::the_lowest_of_both("", "11", "5", "dot m")]
#[case::an_absence_before_all("н", "", "11", "dot a")]
#[case::of_nothing("", "", "", "dot none")]
#[tokio::test(flavor = "multi_thread")]
async fn the_dot_under_a_day_says_its_lowest_mark(
    #[case] absence: &str,
    #[case] mark: &str,
    #[case] work: &str,
    #[case] dot: &str,
) {
    let app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let column = app.add_work(app.lesson, Work::Notebook).await;
    let sheet = Sheet::open(&app, &app.sheet_of("Алгебра").await, &cookie).await;
    let typed = of_work(&sheet.body, column, app.pupil, work);
    let row = [("a", absence), ("m", mark)];
    let answer = sheet.save(&app, &[(app.pupil, &row)], &borrowed(&typed), &cookie).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let week = app.diary_page("", "guardian").await;
    let day = week.split(r#"aria-current="date""#).nth(1).unwrap().split("</a>").next().unwrap();
    assert!(day.contains(&format!(r#"class="{dot}""#)), "{day}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_wrote_the_same_work_choose_what_stays() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let path = app.sheet_of("Алгебра").await;
    let column = app.add_work(app.lesson, Work::Control).await;
    let (first, second) = (Sheet::open(&app, &path, &cookie).await, Sheet::open(&app, &path, &cookie).await);
    first.save(&app, &[], &borrowed(&of_work(&first.body, column, app.pupil, "5")), &cookie).await;
    let typed = of_work(&second.body, column, app.pupil, "8");
    let answer = second.save(&app, &[], &borrowed(&typed), &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Тим часом Алгебраїстка\u{a0}О.\u{a0}П.: «5»"), "{}", answer.body);
    let sheet = Sheet { path: path.clone(), body: answer.body };
    let seen = format!("wc-{column}-{}", app.pupil);
    let mut typed = of_work(&sheet.body, column, app.pupil, "8");
    typed.push((format!("wk-{column}-{}", app.pupil), "mine".to_owned()));
    typed.push((seen.clone(), value(&sheet.body, &seen)));
    assert_eq!(sheet.save(&app, &[], &borrowed(&typed), &cookie).await.status, StatusCode::SEE_OTHER);
    assert_eq!(stored_in(&app, &path, column, app.pupil).await.entry.mark, Some(Mark::Points(8)));
}

/// What a class teacher may not write is read.
#[tokio::test(flavor = "multi_thread")]
async fn a_class_teacher_reads_the_marks_of_further_works() {
    let app = TestApp::start().await;
    let (teacher, class_teacher) = (app.sign_in("teacher").await, app.sign_in("class-teacher").await);
    let path = app.sheet_of("Алгебра").await;
    let column = app.add_work(app.lesson, Work::Notebook).await;
    let sheet = Sheet::open(&app, &path, &teacher).await;
    sheet.save(&app, &[], &borrowed(&of_work(&sheet.body, column, app.pupil, "11")), &teacher).await;
    let read = Sheet::open(&app, &path, &class_teacher).await;
    assert!(read.body.contains("Зошит: <b class=\"h\">11</b>"), "{}", read.body);
    let name = format!("w-{column}-{}", app.pupil);
    assert!(!read.body.contains(&name));
    read.save(&app, &[], &[(name.as_str(), "1")], &class_teacher).await;
    assert_eq!(stored_in(&app, &path, column, app.pupil).await.entry.mark, Some(Mark::Points(11)));
}

/// Opened before the semester was closed, sent afterwards: nothing typed is lost.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_before_the_semester_was_closed_comes_back() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let path = app.sheet_of("Алгебра").await;
    let sheet = Sheet::open(&app, &path, &cookie).await;
    app.shut(app.course, 1).await;
    let words = [("topic", "Дроби"), ("homework", "№ 12"), ("kind", "control")];
    let typed = [("a", ""), ("m", "9"), ("n", "Молодець")];
    let answer = sheet.save(&app, &[(app.pupil, &typed)], &words, &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["Не збережено: поки аркуш був відкритий, семестр закрили", "Дроби", "№ 12", "Молодець"]
    {
        assert!(answer.body.contains(said), "{said}: {}", answer.body);
    }
    assert_eq!(value(&answer.body, &format!("m-{}", app.pupil)), "9");
    assert!(answer.body.contains(r#"<option value="control" selected"#), "{}", answer.body);
    assert_eq!(stored(&app, &path, app.pupil).await.version, 0);
    app.open_again(app.course, 1).await;
    let again = Sheet { path: path.clone(), body: answer.body };
    let answer = again.save(&app, &[(app.pupil, &typed)], &words, &cookie).await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "once it is open, the same page can be sent: {}",
        answer.body
    );
    assert_eq!(stored(&app, &path, app.pupil).await.entry.mark, Some(Mark::Points(9)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reason_given_before_the_semester_was_closed_comes_back() {
    let app = TestApp::start().await;
    let path = app.sheet_of("Алгебра").await;
    let (teacher, class_teacher) = (app.sign_in("teacher").await, app.sign_in("class-teacher").await);
    let sheet = Sheet::open(&app, &path, &teacher).await;
    sheet.save(&app, &[(app.pupil, &[("a", "н")])], &[], &teacher).await;
    let sheet = Sheet::open(&app, &path, &class_teacher).await;
    app.shut(app.course, 1).await;
    app.shut_class(app.class, 1).await;
    let answer = sheet.save(&app, &[(app.pupil, &[("a", "хв")])], &[], &class_teacher).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains(r#"<option value="хв" selected"#), "{}", answer.body);
    assert_eq!(stored(&app, &path, app.pupil).await.entry, absent(Absence::Unknown));
    let closed = Sheet::open(&app, &path, &class_teacher).await;
    assert!(closed.body.contains("виправити може лише заступник директора"), "{}", closed.body);
    assert!(!closed.body.contains("Зберегти причини"), "{}", closed.body);
}

/// The class is closed after its courses: until then its teacher gives reasons, and whoever writes the lesson too gives
/// nothing else.
#[rstest]
#[case::who_leads_the_class(false)]
#[case::who_writes_the_lesson_too(true)]
#[tokio::test(flavor = "multi_thread")]
async fn reasons_are_given_in_a_course_that_is_closed(#[case] writes: bool) {
    let app = TestApp::start().await;
    let path = app.sheet_of("Алгебра").await;
    let (teacher, class_teacher) = (app.sign_in("teacher").await, app.sign_in("class-teacher").await);
    let sheet = Sheet::open(&app, &path, &teacher).await;
    let typed = [("a", "н"), ("m", "9"), ("n", "Здано пізніше")];
    sheet.save(&app, &[(app.pupil, &typed)], &[("topic", "Дроби")], &teacher).await;
    if writes {
        app.substitute(app.lesson, "class-teacher").await;
    }
    app.shut(app.course, 1).await;
    let sheet = Sheet::open(&app, &path, &class_teacher).await;
    assert!(sheet.body.contains("Зберегти причини"), "{}", sheet.body);
    let marker = format!("e-{}", app.pupil);
    assert_eq!(value(&sheet.body, &marker), "1");
    assert!(!sheet.body.contains(&format!(r#"name="m-{}""#, app.pupil)));
    let drawn = [("topic", "Дроби"), ("homework", "")];
    let answer = sheet.save(&app, &[(app.pupil, &[("a", "хв"), ("e", "1")])], &drawn, &class_teacher).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let expected = Entry {
        mark: Some(Mark::Points(9)),
        absence: Some(Absence::Illness),
        note: Some("Здано пізніше".into()),
        ..Entry::default()
    };
    assert_eq!(stored(&app, &path, app.pupil).await.entry, expected);
}

/// DOMAIN §4.2: the group of results is chosen where the work is marked.
#[tokio::test(flavor = "multi_thread")]
async fn the_sheet_says_for_which_group_its_marks_count() {
    let app = TestApp::start().await;
    let cookie = app.sign_in("teacher").await;
    let path = app.sheet_of("Алгебра").await;
    let sheet = Sheet::open(&app, &path, &cookie).await;
    let (field, drawn) = (format!("g-{}", app.lesson), format!("gs-{}", app.lesson));
    assert!(sheet.body.contains(&format!(r#"<select name="{field}""#)), "{}", sheet.body);
    let chosen = [(field.as_str(), "2"), (drawn.as_str(), "")];
    assert_eq!(sheet.save(&app, &[], &chosen, &cookie).await.status, StatusCode::SEE_OTHER);
    let again = Sheet::open(&app, &path, &cookie).await;
    assert_eq!(value(&again.body, &drawn), "2");
    let wrong = [(field.as_str(), "9"), (drawn.as_str(), "2")];
    let answer = again.save(&app, &[], &wrong, &cookie).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Такої групи результатів предмет не має"), "{}", answer.body);
    let class_teacher = Sheet::open(&app, &path, &app.sign_in("class-teacher").await).await;
    let select = class_teacher.body.split(&format!(r#"<select name="{field}""#)).nth(1).unwrap();
    assert!(select.split('>').next().unwrap().contains("disabled"));
}

/// What is done with the whole page is no matter of a substitute, who sees single lessons of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_substitute_is_not_led_where_nobody_lets_them_in() {
    let app = TestApp::start().await;
    app.substitute(app.lesson, "colleague").await;
    let path = format!("/journal/{}?semester=1", app.course);
    for (login, leads) in [("colleague", false), ("teacher", true)] {
        let html = app.get(&path, &app.sign_in(login).await).await.body;
        for way in ["columns", "closing"] {
            assert_eq!(html.contains(&format!("/journal/{}/{way}", app.course)), leads, "{login} {way}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_has_no_cells_that_sum_up_what_came_later() {
    let app = TestApp::start().await;
    app.sum_up("8-А", "Алгебра", "semester", 1, &[("Вовк", 7)]).await;
    let last = TODAY - Days::new(14);
    for pupil in [app.pupil, wolf(&app).await] {
        app.leave(pupil, last, None).await;
    }
    let path = format!("/journal/{}?view=summary", app.course);
    let html = app.get(&path, &app.sign_in("teacher").await).await.body;
    let row = |name: &str| html.split("<tr").find(|row| row.contains(name)).unwrap().to_owned();
    let hatched = |row: &str| row.matches(r#"class="sm x""#).count();
    assert_eq!(hatched(&row("Бабенко")), row("Бабенко").matches("<td").count(), "{}", row("Бабенко"));
    assert_eq!(hatched(&row("Вовк")) + 1, row("Вовк").matches("<td").count(), "{}", row("Вовк"));
}
