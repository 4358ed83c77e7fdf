//! A topic plan as it is changed and taken back, and as a pasted text tells it.

#![expect(clippy::unwrap_used, reason = "a story ends where something unforeseen happens")]

use klas_domain::{
    edit::{LessonText, TEXT_LIMIT},
    plan::{
        LINES_LIMIT, Line, PlanChange,
        PlanRefusal::{NoLines, NoSuchLine, TooLong, TooMany, TooManyColumns},
        parse,
    },
    school::LessonKind,
};
use rstest::rstest;

fn text(topic: &str) -> LessonText {
    LessonText { topic: topic.to_owned(), ..LessonText::default() }
}

/// `Числа: Додавання`, a theme and a topic of it; `Додавання` alone is of no theme.
fn line(told: &str) -> Line {
    let (theme, topic) = told.split_once(": ").map_or((None, told), |(theme, topic)| (Some(theme), topic));
    Line { theme: theme.map(str::to_owned), text: text(topic) }
}

fn told(lines: &[Line]) -> Vec<String> {
    let told = |line: &Line| match &line.theme {
        Some(theme) => format!("{theme}: {}", line.text.topic),
        None => line.text.topic.clone(),
    };
    lines.iter().map(told).collect()
}

const PLAN: [&str; 3] = ["Числа: Додавання", "Числа: Віднімання", "Дроби: Частка"];

fn plan() -> Vec<Line> {
    PLAN.map(line).to_vec()
}

fn write(number: usize, topic: &str) -> PlanChange {
    PlanChange::write(number, &text(topic)).unwrap()
}

fn insert(number: usize) -> PlanChange {
    PlanChange::Insert { number, line: None }
}

#[rstest]
#[case::words(write(2, " Різниця\u{0} "), &["Числа: Додавання", "Числа: Різниця", "Дроби: Частка"])]
#[case::an_empty_line_first(insert(1), &["Числа: ", "Числа: Додавання", "Числа: Віднімання", "Дроби: Частка"])]
#[case::between_themes_it_is_of_the_one_before(insert(3), &["Числа: Додавання", "Числа: Віднімання", "Числа: ", "Дроби: Частка"])]
#[case::last(insert(4), &["Числа: Додавання", "Числа: Віднімання", "Дроби: Частка", "Дроби: "])]
#[case::passed_over(PlanChange::Remove { number: 1 }, &["Числа: Віднімання", "Дроби: Частка"])]
#[case::over_the_end_of_a_theme(PlanChange::Swap { number: 2 }, &["Числа: Додавання", "Числа: Частка", "Дроби: Віднімання"])]
#[case::another_plan(PlanChange::Replace { lines: vec![line("Вступ")] }, &["Вступ"])]
fn a_plan_is_changed_and_taken_back(#[case] change: PlanChange, #[case] expected: &[&str]) {
    let mut lines = plan();
    let back = change.clone().apply(&mut lines).unwrap();
    assert_eq!(told(&lines), expected);
    let again = back.apply(&mut lines).unwrap();
    assert_eq!(lines, plan(), "taken back");
    again.apply(&mut lines).unwrap();
    assert_eq!(told(&lines), expected, "and made again");
}

#[rstest]
#[case::line_nought(write(0, "Х"))]
#[case::words_of_none(write(4, "Х"))]
#[case::beyond_the_end(insert(5))]
#[case::nought_empty(insert(0))]
#[case::none_to_remove(PlanChange::Remove { number: 4 })]
#[case::the_last_has_no_next(PlanChange::Swap { number: 3 })]
#[case::the_first_has_none_before(PlanChange::Swap { number: 0 })]
fn what_is_not_there_is_not_changed(#[case] change: PlanChange) {
    let mut lines = plan();
    assert_eq!(change.apply(&mut lines), Err(NoSuchLine));
    assert_eq!(lines, plan());
}

#[test]
fn a_plan_has_a_limit_and_what_was_taken_away_comes_back_all_the_same() {
    let mut lines = vec![Line::default(); LINES_LIMIT];
    assert_eq!(insert(1).apply(&mut lines), Err(TooMany));
    let mut longer = vec![Line::default(); LINES_LIMIT + 1];
    let back = PlanChange::Remove { number: 1 }.apply(&mut longer).unwrap();
    back.apply(&mut longer).unwrap();
    assert_eq!(longer.len(), LINES_LIMIT + 1);
}

#[test]
fn an_empty_plan_takes_its_first_line() {
    let mut lines = Vec::new();
    insert(1).apply(&mut lines).unwrap();
    assert_eq!(lines, [Line::default()]);
}

#[rstest]
#[case::fits(TEXT_LIMIT, true)]
#[case::too_long(TEXT_LIMIT + 1, false)]
fn words_have_a_limit(#[case] length: usize, #[case] fits: bool) {
    let long = LessonText { homework: "ї".repeat(length), ..text("Тема") };
    assert_eq!(PlanChange::write(7, &long).err(), (!fits).then_some(TooLong(7)));
}

#[rstest]
#[case::topics("Вступ\r\nДроби\r\n", &[("Вступ", ""), ("Дроби", "")])]
#[case::with_homework("Вступ\t§ 1, № 5\nДроби", &[("Вступ", "§ 1, № 5"), ("Дроби", "")])]
#[case::numbered("1\tВступ\t§ 1\n2.\tДроби\t\t\n", &[("Вступ", "§ 1"), ("Дроби", "")])]
#[case::lines_without_anything("\n  \nВступ\n\t\t\n", &[("Вступ", "")])]
#[case::a_number_alone_is_an_empty_line("1\tВступ\n2\t\n3\tДроби", &[("Вступ", ""), ("", ""), ("Дроби", "")])]
#[case::a_topic_may_be_a_number("1984", &[("1984", "")])]
#[case::what_no_keyboard_types("Вст\u{0}уп", &[("Вступ", "")])]
fn a_pasted_text_is_a_plan(#[case] pasted: &str, #[case] expected: &[(&str, &str)]) {
    let lines = parse(pasted).unwrap();
    let lines: Vec<_> =
        lines.iter().map(|line| (line.text.topic.as_str(), line.text.homework.as_str())).collect();
    assert_eq!(lines, expected);
}

#[test]
fn a_pasted_text_that_is_none_says_why() {
    let long = "ї".repeat(TEXT_LIMIT + 1);
    let cases = [
        (String::new(), NoLines),
        (" \n\t\n".to_owned(), NoLines),
        ("Вступ\nДроби\t§ 1\t05.09".to_owned(), TooManyColumns(2)),
        (format!("Вступ\n{long}"), TooLong(2)),
        (format!("Вступ\t{long}"), TooLong(1)),
        ("Вступ\n".repeat(LINES_LIMIT + 1), TooMany),
    ];
    for (pasted, refusal) in cases {
        assert_eq!(parse(&pasted), Err(refusal));
    }
}

#[rstest]
#[case::control("Контрольна робота № 1", LessonKind::Control)]
#[case::diagnostic("Діагностувальна робота. Читання", LessonKind::Control)]
#[case::with_a_word_before("Підсумкова контрольна робота", LessonKind::Control)]
#[case::dictation("Контрольний диктант № 2", LessonKind::Control)]
#[case::shortened("КР № 3", LessonKind::Control)]
#[case::listening("Контрольне аудіювання", LessonKind::Control)]
#[case::diagnostic_control("Діагностувальна контрольна робота", LessonKind::Control)]
#[case::dictation_at_the_end("Підсумковий контрольний диктант", LessonKind::Control)]
#[case::test("Контрольний тест", LessonKind::Control)]
#[case::lesson_out_of_doors("Урок-екскурсія до музею", LessonKind::Excursion)]
#[case::laboratory("Лабораторна робота №2", LessonKind::Practical)]
#[case::practical("Практична робота. Стрічка часу", LessonKind::Practical)]
#[case::project("Навчальний проєкт «Мій край»", LessonKind::Project)]
#[case::in_the_former_spelling("Проект «Зелений дім»", LessonKind::Project)]
#[case::excursion("Екскурсія шкільним подвір'ям", LessonKind::Excursion)]
#[case::distance_run("Біг на середні дистанції", LessonKind::Ordinary)]
#[case::designing("Проєктування виробу", LessonKind::Ordinary)]
#[case::use_in_practice("Практичне значення електролізу", LessonKind::Ordinary)]
#[case::preparation("Розв'язування задач. Підготовка до контрольної роботи", LessonKind::Ordinary)]
#[case::preparation_alone("Підготовка до контрольної роботи", LessonKind::Ordinary)]
#[case::analysis("Узагальнення. Аналіз контрольної роботи", LessonKind::Ordinary)]
#[case::other("Дроби", LessonKind::Ordinary)]
fn the_kind_of_lesson_is_how_the_topic_begins(#[case] topic: &str, #[case] kind: LessonKind) {
    assert_eq!(LessonKind::from_topic(topic), kind);
    assert_eq!(parse(topic).unwrap()[0].text.kind, kind);
}

#[rstest]
#[case("контрольна робота", Some(LessonKind::Control))]
#[case("комбінований урок, лабораторна робота", Some(LessonKind::Practical))]
#[case("Комбінований", Some(LessonKind::Ordinary))]
#[case("засвоєння нових знань", Some(LessonKind::Ordinary))]
#[case("дистанційно", Some(LessonKind::Distance))]
#[case("кабінет 12", None)]
#[case("", None)]
fn a_remark_tells_the_kind_of_lesson_or_nothing_of_it(
    #[case] remark: &str,
    #[case] kind: Option<LessonKind>,
) {
    assert_eq!(LessonKind::from_remark(remark), kind);
}

#[test]
fn a_pasted_plan_may_be_as_long_as_a_plan() {
    assert_eq!(parse(&"Вступ\n".repeat(LINES_LIMIT)).unwrap().len(), LINES_LIMIT);
}
