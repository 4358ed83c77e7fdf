//! Topic and homework are kept, sent and disputed as marks are.

use klas_app::grid::{data::GridOf, model::Grid, queue::WordsWhy, words::WordsState};
use klas_domain::{
    Id,
    edit::{LessonOutcome, LessonText},
    id::of,
};

use super::{grid, reopened};

fn topic(topic: &str) -> LessonText {
    LessonText { topic: topic.to_owned(), ..LessonText::default() }
}

/// What the page says of a lesson.
fn say(grid: &mut Grid, column: usize, text: LessonText, version: i32) {
    if let GridOf::Lesson(lesson) = &mut grid.data.columns[column].of {
        (lesson.text, lesson.version) = (text, version);
    }
}

fn theirs() -> LessonOutcome {
    LessonOutcome::Conflict { text: topic("Їхнє"), version: 4, author: "Коваль".to_owned() }
}

fn disputed() -> Grid {
    let mut grid = grid();
    grid.write_words(1, topic("Моє"));
    grid.words_to_send();
    grid.settle_words(theirs());
    grid
}

#[test]
fn words_without_an_answer_are_sent_again_as_the_same_edit_even_by_another_page() {
    let mut first = grid();
    assert!(first.write_words(1, topic("Дроби")));
    let sent = first.words_to_send();
    assert_eq!(first.words_to_send(), sent);
    let mut second = reopened(first, &[]);
    assert_eq!((second.words(1), second.words_state(1)), (topic("Дроби"), WordsState::Saving));
    assert_eq!(second.words_to_send(), sent);
    assert_eq!(second.settle_words(LessonOutcome::Saved { version: 1 }), Some(1));
    assert_eq!((second.words_state(1), second.lesson(1).unwrap().version), (WordsState::Saved, 1));
    assert!(second.queue.is_settled());
}

#[test]
fn the_next_words_are_about_the_version_of_the_own_ones_before() {
    let mut grid = grid();
    grid.write_words(1, topic("Дроби"));
    grid.words_to_send();
    grid.write_words(1, topic("Звичайні дроби"));
    grid.settle_words(LessonOutcome::Saved { version: 3 });
    let next = grid.words_to_send().unwrap();
    assert_eq!((next.base, next.text), (3, topic("Звичайні дроби")));
}

#[test]
fn words_that_say_what_is_stored_are_not_sent() {
    let mut grid = grid();
    assert!(!grid.write_words(1, LessonText::default()));
    say(&mut grid, 0, topic(" З плану "), 0);
    assert!(!grid.write_words(0, topic(" З плану ")), "looking at a lesson changes nothing");
    grid.data.columns[1].own = false;
    assert!(!grid.write_words(1, topic("Чуже")));
    assert_eq!(grid.words_to_send(), None);
}

#[test]
fn two_peoples_words_are_both_there_until_one_of_them_chooses() {
    let mut grid = disputed();
    assert_eq!(grid.words(1), topic("Моє"));
    let conflict = WordsWhy::Conflict { theirs: topic("Їхнє"), author: "Коваль".to_owned() };
    assert_eq!(grid.words_state(1), WordsState::Troubled(conflict));
    assert!(!grid.write_words(1, topic("Моє, краще")), "nothing is overwritten by going on typing");
    assert_eq!(grid.words_to_send(), None);
    assert!(grid.keep_my_words(1));
    let mine = grid.words_to_send().unwrap();
    assert_eq!((mine.base, mine.text), (4, topic("Моє, краще")));
}

#[test]
fn the_others_words_may_stay() {
    let mut grid = disputed();
    grid.keep_their_words(1);
    assert_eq!((grid.words(1), grid.words_state(1)), (topic("Їхнє"), WordsState::Calm));
    assert!(grid.queue.is_settled());
}

#[test]
fn a_conflict_shows_the_newest_of_what_was_typed() {
    let mut grid = grid();
    grid.write_words(1, topic("Моє"));
    grid.words_to_send();
    grid.write_words(1, topic("Моє, новіше"));
    grid.settle_words(theirs());
    assert_eq!(grid.words(1), topic("Моє, новіше"));
    assert_eq!(grid.words_to_send(), None);
}

#[test]
fn words_that_are_too_long_stay_to_be_shortened() {
    let mut grid = grid();
    grid.write_words(1, topic("Задовге"));
    grid.words_to_send();
    grid.settle_words(LessonOutcome::TooLong);
    assert_eq!((grid.words(1), grid.troubled()), (topic("Задовге"), 1));
    assert_eq!(grid.next_trouble((2, 0)), Some((0, 1)));
    assert!(grid.write_words(1, topic("Коротше")));
    assert_eq!((grid.troubled(), grid.words_state(1)), (0, WordsState::Saving));
}

#[test]
fn a_dispute_that_outlived_its_page_is_about_the_words_that_were_shown() {
    let third = |grid: Grid| {
        let mut grid = reopened(grid, &[]);
        say(&mut grid, 1, topic("Третє"), 5);
        grid
    };
    let mut later = third(disputed());
    assert!(later.keep_my_words(1));
    assert_eq!(later.words_to_send().unwrap().base, 4, "nobody here has seen the fifth");

    let mut refused = grid();
    refused.write_words(1, topic("Задовге"));
    refused.words_to_send();
    refused.settle_words(LessonOutcome::TooLong);
    let mut later = third(refused);
    assert!(later.write_words(1, topic("Коротше")));
    assert_eq!(later.words_to_send().unwrap().base, 0);
}

#[test]
fn a_dispute_that_an_older_page_kept_overwrites_nobody() {
    let mut first = disputed();
    let mut kept = serde_json::to_value(&first.queue).unwrap();
    kept["words_troubles"][0].as_object_mut().unwrap().remove("base").unwrap();
    first.queue = serde_json::from_value(kept).unwrap();
    assert!(first.keep_my_words(1));
    assert_eq!(first.words_to_send().unwrap().base, 0);
}

#[test]
fn words_of_a_lesson_that_may_not_be_written_can_be_given_up() {
    let mut grid = grid();
    grid.write_words(1, topic("Чуже"));
    grid.words_to_send();
    grid.settle_words(LessonOutcome::Forbidden);
    grid.keep_their_words(1);
    assert_eq!((grid.words(1), grid.queue.is_settled()), (LessonText::default(), true));
}

fn lesson(grid: &Grid, column: usize) -> Id<of::Lesson> {
    grid.lesson(column).unwrap().id
}

#[test]
fn what_others_wrote_of_a_lesson_shows_where_nobody_is_typing() {
    let mut grid = grid();
    let news = [0, 1].map(|column| (lesson(&grid, column), topic("Їхнє"), 1));
    assert_eq!(grid.hear_words(news, Some(1)), [0]);
    assert_eq!((grid.words(0), grid.words(1)), (topic("Їхнє"), LessonText::default()));
    assert_eq!(grid.lesson(1).unwrap().version, 0, "what the fields say is about what was seen");
    assert_eq!(grid.hear_words([], None), [1], "once the person is done");
    assert_eq!((grid.words(1), grid.words_state(1)), (topic("Їхнє"), WordsState::Calm));
}

#[test]
fn own_words_on_their_way_are_not_replaced_by_others() {
    let mut grid = grid();
    let news = [(lesson(&grid, 1), topic("Їхнє"), 1)];
    grid.write_words(1, topic("Моє"));
    grid.words_to_send();
    assert!(grid.hear_words(news, None).is_empty());
    assert_eq!(grid.words(1), topic("Моє"));
    grid.settle_words(LessonOutcome::Saved { version: 2 });
    assert!(grid.hear_words([], None).is_empty(), "older than the own");
    assert_eq!((grid.words(1), grid.words_state(1)), (topic("Моє"), WordsState::Saved));
}

#[test]
fn of_two_news_the_newer_counts_whichever_comes_first() {
    let mut grid = grid();
    let of = lesson(&grid, 1);
    let news = [(of, topic("Друге"), 2), (of, topic("Перше"), 1)];
    assert_eq!(grid.hear_words(news, None), [1]);
    assert_eq!(grid.words(1), topic("Друге"));
}
