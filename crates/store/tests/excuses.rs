//! Families' notes about absences: sent, answered, and what becomes of absences entered afterwards (DOMAIN §5).

use chrono::NaiveDate;
use klas_domain::{
    Absence, Entry, Id,
    calendar::Semester,
    excuse::{Excuse, ExcuseAnswer, ExcuseError, ExcuseState, WAITING_LIMIT},
    id::of,
};
use klas_store::{
    StoreError,
    acknowledgement::Sender,
    excuse::{AnswerOutcome, ExcuseReaders, StoredExcuse},
    history::ChainState,
    register::Keeper,
};
use rstest::rstest;

use crate::{
    closing::close_as_client,
    support::{Cell, Engine, Postgres, Sqlite, TODAY, TestSchool, day, now, pencil, saved, typed},
};

const CHILD: &str = "Андрієнко";
const MOTHER: &str = "Юрченко";

fn illness(from: NaiveDate, to: NaiveDate) -> Excuse {
    Excuse { from, to, kind: Absence::Illness, comment: "Застуда".to_owned() }
}

impl TestSchool {
    fn sender(&self, pupil: &str) -> Sender {
        Sender { school: self.id, author: self.person(MOTHER), pupil: self.person(pupil), now: now() }
    }

    /// Sends a note about today and gives its identifier.
    async fn note(&self, kind: Absence) -> Id<of::Excuse> {
        let id = Id::new();
        let note = Excuse { kind, ..illness(TODAY, TODAY) };
        assert_eq!(self.store.send_excuse(self.sender(CHILD), id, note, None).await.unwrap(), Ok(()));
        id
    }

    async fn answer(&self, id: Id<of::Excuse>, answer: ExcuseAnswer) -> AnswerOutcome {
        self.answer_at(now(), id, answer).await
    }

    async fn answer_at(
        &self,
        now: chrono::DateTime<chrono::Utc>,
        id: Id<of::Excuse>,
        answer: ExcuseAnswer,
    ) -> AnswerOutcome {
        let class = self.course("Алгебра").class_id;
        let keeper = Keeper { school: self.id, class, author: self.person("Коваль"), now };
        self.store.answer_excuse(keeper, id, answer, |_| true).await.unwrap()
    }

    async fn notes(&self) -> Vec<StoredExcuse> {
        self.reader().await.excuses_of_pupil(self.person(CHILD)).await.unwrap()
    }

    /// Enters what a teacher types, as the site does: accepted notes explain it.
    async fn enter(&self, author: &str, cell: Cell, base: i32, entry: Entry) -> usize {
        assert_eq!(self.save(author, cell.edit(base, entry)).await, saved(base + 1));
        let cells = vec![(cell.column, cell.pupil)];
        let reason = |day: NaiveDate| format!("за запискою, прийнятою {day}");
        self.store.excuse_entered(self.id, now(), cells, reason).await.unwrap()
    }
}

#[rstest]
#[tokio::test]
async fn a_note_sent_twice_is_one_note(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (id, note) = (Id::new(), illness(TODAY, day(2026, 11, 26)));
    for _ in 0..2 {
        let sent =
            school.store.send_excuse(school.sender(CHILD), id, note.clone(), Some(vec![1, 2, 3])).await;
        assert_eq!(sent.unwrap(), Ok(()));
    }
    let known = school.notes().await;
    assert_eq!(known.len(), 1);
    assert_eq!((&known[0].says, known[0].state, known[0].has_photo), (&note, ExcuseState::Waiting, true));
    assert_eq!(known[0].guardian, school.person(MOTHER));
    assert_eq!(school.reader().await.excuse_photo(id).await.unwrap(), [1, 2, 3]);
    let class = school.course("Алгебра").class_id;
    assert_eq!(school.reader().await.excuses_of_class(class).await.unwrap(), known);
    let another = Sender { author: school.person("Мельник"), ..school.sender(CHILD) };
    let stolen = school.store.send_excuse(another, id, note, None).await;
    assert!(matches!(stolen, Err(StoreError::Exists(_))), "another's identifier is another's note");
}

#[rstest]
#[case::before_the_year(CHILD, illness(day(2026, 8, 31), TODAY), ExcuseError::OutsideYear)]
#[case::backwards(CHILD, illness(TODAY, day(2026, 11, 23)), ExcuseError::Backwards)]
#[case::not_here_yet("Явір", illness(day(2026, 10, 1), day(2026, 10, 2)), ExcuseError::NotOfClass)]
#[case::left("Гай", illness(TODAY, TODAY), ExcuseError::NotOfClass)]
#[tokio::test]
async fn what_cannot_be_sent_is_not_there(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] pupil: &str,
    #[case] note: Excuse,
    #[case] error: ExcuseError,
) {
    let school = TestSchool::start(on).await;
    let sent = school.store.send_excuse(school.sender(pupil), Id::new(), note, Some(vec![1])).await.unwrap();
    assert_eq!(sent, Err(error));
    assert_eq!(school.reader().await.excuses_of_pupil(school.person(pupil)).await.unwrap(), []);
    assert_eq!(school.db.count(Some(school.id), "SELECT count(*) FROM excuse_photo").await, 0);
}

#[rstest]
#[tokio::test]
async fn no_more_notes_wait_than_a_person_reads(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    for _ in 0..WAITING_LIMIT {
        school.note(Absence::Illness).await;
    }
    let note = illness(TODAY, TODAY);
    let sent = school.store.send_excuse(school.sender(CHILD), Id::new(), note.clone(), None).await.unwrap();
    assert_eq!(sent, Err(ExcuseError::TooMany));
    let first = school.notes().await[0].id;
    school.answer(first, ExcuseAnswer::Accepted).await;
    let sent = school.store.send_excuse(school.sender(CHILD), Id::new(), note, None).await.unwrap();
    assert_eq!(sent, Ok(()), "one of them was answered");
}

#[rstest]
#[tokio::test]
async fn a_note_is_taken_back_by_its_author_before_it_is_answered(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let id = Id::new();
    let note = illness(TODAY, TODAY);
    school.store.send_excuse(school.sender(CHILD), id, note, Some(vec![1])).await.unwrap().unwrap();
    let father = Sender { author: school.person("Мельник"), ..school.sender(CHILD) };
    assert!(matches!(school.store.withdraw_excuse(father, id).await, Err(StoreError::NotFound)));
    assert!(school.store.withdraw_excuse(school.sender(CHILD), id).await.unwrap());
    assert!(school.store.withdraw_excuse(school.sender(CHILD), id).await.unwrap(), "twice is once");
    assert_eq!(school.notes().await[0].state, ExcuseState::Withdrawn);
    assert!(matches!(school.reader().await.excuse_photo(id).await, Err(StoreError::NotFound)));
    assert_eq!(school.answer(id, ExcuseAnswer::Accepted).await, AnswerOutcome::Withdrawn);
    let class = school.course("Алгебра").class_id;
    assert_eq!(school.reader().await.excuses_of_class(class).await.unwrap(), []);
    let answered = school.note(Absence::Illness).await;
    school.answer(answered, ExcuseAnswer::Refused("Немає довідки".to_owned())).await;
    assert!(!school.store.withdraw_excuse(school.sender(CHILD), answered).await.unwrap());
    let known = school.notes().await;
    let own = known.iter().find(|own| own.id == answered).unwrap();
    assert_eq!((own.state, own.answer.as_str()), (ExcuseState::Refused, "Немає довідки"));
}

#[rstest]
#[tokio::test]
async fn only_who_may_answers_and_a_refusal_has_its_word(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let id = school.note(Absence::Illness).await;
    let class = school.course("Алгебра").class_id;
    let keeper = Keeper { school: school.id, class, author: school.person("Коваль"), now: now() };
    let koval = school.person("Коваль");
    let asked = move |scope: &klas_domain::Scope| scope.class_teacher != Some(koval);
    let forbidden = school.store.answer_excuse(keeper, id, ExcuseAnswer::Accepted, asked).await.unwrap();
    assert_eq!(forbidden, AnswerOutcome::Forbidden, "the rule is asked with the class teacher of the class");
    let silent = ExcuseAnswer::Refused(" ".to_owned());
    assert_eq!(school.answer(id, silent).await, AnswerOutcome::NoWord);
    assert_eq!(school.notes().await[0].state, ExcuseState::Waiting);
    let other = Keeper { class: other_class(&school).await, ..keeper };
    let answer = school.store.answer_excuse(other, id, ExcuseAnswer::Accepted, |_| true).await;
    assert!(matches!(answer, Err(StoreError::NotFound)), "the pupil is of another class");
}

async fn other_class(school: &TestSchool) -> Id<of::SchoolClass> {
    let classes = school.reader().await.classes(school.year, TODAY).await.unwrap();
    classes.into_iter().find(|class| class.class.to_string() == "8-Б").unwrap().id
}

/// DOMAIN §5: entered later, `н` turns into the note's kind; the history keeps both.
#[rstest]
#[tokio::test]
async fn an_absence_entered_after_acceptance_is_explained(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let cell = school.cell("Історія України", TODAY, CHILD);
    let id = school.note(Absence::Illness).await;
    assert_eq!(school.enter("Мельник", cell, 0, typed("н")).await, 0, "nobody has accepted it yet");
    school.save("Мельник", cell.edit(1, Entry::default())).await;
    school.answer(id, ExcuseAnswer::Accepted).await;
    assert_eq!(school.enter("Мельник", cell, 2, typed("н 9")).await, 1);
    let mut reader = school.reader().await;
    let changes = reader.cell_history(cell.column, cell.pupil, school.person("Коваль")).await.unwrap();
    assert_eq!((&changes[0].before, &changes[0].after), (&typed("н 9"), &typed("хв 9")));
    assert_eq!(changes[0].author.surname, "Коваль");
    assert_eq!(changes[0].reason.as_deref(), Some("за запискою, прийнятою 2026-11-24"));
    assert_eq!((changes[1].author.surname.as_str(), &changes[1].after), ("Мельник", &typed("н 9")));
    drop(reader);
    assert_eq!(school.store.verify_history(school.id).await.unwrap(), ChainState::Whole(4));
}

#[rstest]
#[case::another_day("Алгебра", day(2026, 11, 19), CHILD, "н")]
#[case::another_pupil("Історія України", TODAY, "Їжак", "н")]
#[case::a_known_reason("Історія України", TODAY, CHILD, "бп")]
#[case::no_absence("Історія України", TODAY, CHILD, "сп")]
#[tokio::test]
async fn what_the_note_does_not_cover_stays(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] subject: &str,
    #[case] on_day: NaiveDate,
    #[case] pupil: &str,
    #[case] entry: &str,
) {
    let school = TestSchool::start(on).await;
    let id = school.note(Absence::Illness).await;
    school.answer(id, ExcuseAnswer::Accepted).await;
    let cell = school.cell(subject, on_day, pupil);
    assert_eq!(school.enter("Мельник", cell, 0, typed(entry)).await, 0);
}

#[rstest]
#[tokio::test]
async fn a_reason_that_was_taken_away_on_purpose_stays_away(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let id = school.note(Absence::Illness).await;
    school.answer(id, ExcuseAnswer::Accepted).await;
    let cell = school.cell("Історія України", TODAY, CHILD);
    assert_eq!(school.enter("Мельник", cell, 0, typed("н")).await, 1);
    assert_eq!(school.enter("Коваль", cell, 2, typed("н")).await, 0);
}

#[rstest]
#[tokio::test]
async fn of_two_accepted_notes_the_earlier_counts(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let (first, second) = (school.note(Absence::Illness).await, school.note(Absence::Valid).await);
    school.answer_at(now() - chrono::TimeDelta::hours(1), second, ExcuseAnswer::Accepted).await;
    school.answer(first, ExcuseAnswer::Accepted).await;
    let cell = school.cell("Алгебра", TODAY, CHILD);
    assert_eq!(school.enter("Коваль", cell, 0, typed("н")).await, 1);
    assert_eq!(school.seen("Коваль", cell).await.entry, typed("пп"));
}

#[rstest]
#[tokio::test]
async fn anothers_pencil_stays_where_it_is(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let id = school.note(Absence::Valid).await;
    school.answer(id, ExcuseAnswer::Accepted).await;
    let cell = school.cell("Історія України", TODAY, CHILD);
    assert_eq!(school.enter("Мельник", cell, 0, pencil("н 9")).await, 1);
    let page = school.journal(school.course("Історія України"), "Мельник").await;
    let own = page.entries.iter().find(|own| (own.column, own.pupil) == (cell.column, cell.pupil)).unwrap();
    assert_eq!(own.stored.entry, pencil("пп 9"));
}

/// DOMAIN §3: what the class has closed is a deputy head's; a note opens nothing. Until then it explains, though the course
/// is closed.
#[rstest]
#[case::by_its_course(false, 1)]
#[case::by_its_class(true, 0)]
#[tokio::test]
async fn a_semester_that_the_class_has_closed_is_closed_to_a_note(
    #[values(Sqlite, Postgres)] on: Engine,
    #[case] by_class: bool,
    #[case] expected: usize,
) {
    let school = TestSchool::start(on).await;
    let id = school.note(Absence::Illness).await;
    school.answer(id, ExcuseAnswer::Accepted).await;
    let cell = school.cell("Історія України", TODAY, CHILD);
    let history = school.course("Історія України");
    close_as_client(&school, ("closing", "course_id"), history.id.uuid(), Semester::First).await;
    if by_class {
        let class = history.class_id.uuid();
        close_as_client(&school, ("class_closing", "class_id"), class, Semester::First).await;
    }
    let edit =
        klas_domain::JournalEdit { reason: Some("Наказ № 5".to_owned()), ..cell.edit(0, typed("н")) };
    assert_eq!(school.save("Коваль", edit).await, saved(1));
    let cells = vec![(cell.column, cell.pupil)];
    let turned = school.store.excuse_entered(school.id, now(), cells, |_| String::new()).await.unwrap();
    assert_eq!(turned, expected);
}

#[rstest]
#[tokio::test]
async fn a_photo_is_for_its_author_and_the_class_teacher(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let id = school.note(Absence::Illness).await;
    let readers = school.reader().await.excuse_readers(id).await.unwrap();
    let (pupil, author) = (school.person(CHILD), school.person(MOTHER));
    assert_eq!(readers, ExcuseReaders { pupil, author, class_teachers: vec![school.person("Коваль")] });
}

#[rstest]
#[tokio::test]
async fn another_school_finds_nothing(#[values(Sqlite, Postgres)] on: Engine) {
    let school = TestSchool::start(on).await;
    let id = Id::new();
    let note = illness(TODAY, TODAY);
    school.store.send_excuse(school.sender(CHILD), id, note, Some(vec![1])).await.unwrap().unwrap();
    let other = school.store.add_school("Гімназія № 1").await.unwrap();
    let class = school.course("Алгебра").class_id;
    let mut stranger = school.store.read(other).await.unwrap();
    assert_eq!(stranger.excuses_of_pupil(school.person(CHILD)).await.unwrap(), []);
    assert_eq!(stranger.excuses_of_class(class).await.unwrap(), []);
    assert!(matches!(stranger.excuse_photo(id).await, Err(StoreError::NotFound)));
    assert!(matches!(stranger.excuse_readers(id).await, Err(StoreError::NotFound)));
}
