//! Who signs after whom, and that nobody signs what the journal says no more.

use std::{future::pending, time::Duration};

use axum::http::StatusCode;
use klas_app::package::keep_making;
use klas_signature::{Verdict, verify};
use sha2::{Digest, Sha256};

use super::{archived, key, signed, signed_at, trust, trusting};
use crate::support::{TODAY, TestApp, bundle};

#[tokio::test(flavor = "multi_thread")]
async fn the_class_teacher_signs_and_then_the_head() {
    let (app, unsigned) = archived().await;
    let (class_teacher, head) = (app.sign_in("class-teacher").await, app.sign_in("head").await);
    let first = signed(&unsigned, &key("class-teacher.p12"));
    let taken = app.send_signed(&first, &class_teacher).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    assert!(taken.body.contains("8-А: підпис прийнято – КЛАСНА ОЛЕНА ПЕТРІВНА."), "{}", taken.body);
    assert!(taken.body.contains("чекає на підпис директора"), "{}", taken.body);
    // The deputy closes the school after its classes: that is no class's journal.
    app.close_school().await;
    let kept = app.container(&head).await;
    let answer = app
        .post_file("/archive", &[("what", "send")], ("signed", &signed(&kept, &key("head.p12"))), &head)
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(answer.body.contains("підписано обома"), "{}", answer.body);
    let both = app.container(&class_teacher).await;
    let report = verify(&both, None, &trust(), signed_at());
    assert_eq!((report.verdict, report.signatures.len()), (Verdict::Valid, 2), "{report:?}");
    let card = app.get(&format!("/archive/{}", app.class), &head).await.body;
    for words in [
        "КЛАСНА ОЛЕНА ПЕТРІВНА",
        "класний керівник",
        "Директорка Олена Петрівна",
        "директор",
        "24.11.2026, 11:30",
        "зі слів підписувача",
        "Ліцей № 4",
        "Вигаданий корінь",
        "на сервері не задано, кому довіряти",
    ] {
        assert!(card.contains(words), "no {words}: {card}");
    }
    let again = app.send_signed(&both, &head).await;
    assert!(again.body.contains("Нових підписів у файлі немає"), "{}", again.body);
    let third = app.send_signed(&signed(&both, &key("stranger.p12")), &head).await;
    assert!(third.body.contains("Архів уже підписали обоє"), "{}", third.body);
    // What is signed is not made anew, whatever becomes of the journal.
    let order = app.post(&format!("/archive/{}", app.class), &[("what", "order")], &head).await;
    assert_eq!(order.status, StatusCode::SEE_OTHER);
    let maker = tokio::spawn(keep_making(app.state(), pending()));
    tokio::time::sleep(Duration::from_secs(3)).await;
    maker.abort();
    assert_eq!(Sha256::digest(app.container(&head).await), Sha256::digest(&both));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_signs_what_the_journal_says_no_more() {
    let (app, unsigned) = archived().await;
    let (class_teacher, head) = (app.sign_in("class-teacher").await, app.sign_in("head").await);
    let teachers = |bytes: &[u8]| signed(bytes, &key("class-teacher.p12"));
    app.reopen().await;
    let open = app.send_signed(&teachers(&unsigned), &class_teacher).await;
    assert_eq!(open.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(open.body.contains("Семестр класу знову відкрито"), "{}", open.body);
    app.close_year().await;
    let outdated = app.send_signed(&teachers(&unsigned), &class_teacher).await;
    assert_eq!(outdated.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(outdated.body.contains("Журнал змінено після того, як архів підготовлено"), "{}", outdated.body);
    assert_eq!(app.container(&head).await, unsigned, "nothing was written");

    let second = app.archived_again(&unsigned, &head).await;
    let taken = app.send_signed(&teachers(&second), &class_teacher).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    let path = format!("/archive/{}", app.class);
    let card = app.get(&path, &head).await.body;
    assert!(!card.contains("value=\"order\""), "what is signed is not made anew for nothing: {card}");
    app.reopen().await;
    app.close_year().await;
    let kept = app.container(&head).await;
    let outdated = app.send_signed(&signed(&kept, &key("head.p12")), &head).await;
    assert!(outdated.body.contains("Журнал змінено після того, як архів підготовлено"), "{}", outdated.body);
    let card = app.get(&path, &head).await.body;
    assert!(card.contains("Журнал змінено після підпису класного керівника"), "{card}");
    assert!(card.contains("value=\"order\""), "{card}");
    let third = app.archived_again(&kept, &head).await;
    let card = app.get(&path, &head).await.body;
    assert!(card.contains("чекає на підпис класного керівника"), "{card}");
    let first = app.send_signed(&teachers(&third), &class_teacher).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    let both = signed(&app.container(&head).await, &key("head.p12"));
    assert!(app.send_signed(&both, &head).await.body.contains("підписано обома"));
}

/// What is known of a certificate by the time the head signs takes the class teacher's signature off, and nobody is stuck.
#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_does_not_hold_any_more_is_made_anew() {
    let (mut app, unsigned) = archived().await;
    let (class_teacher, head) = (app.sign_in("class-teacher").await, app.sign_in("head").await);
    let first = signed(&unsigned, &key("revoked.p12"));
    assert_eq!(app.send_signed(&first, &class_teacher).await.status, StatusCode::OK);
    let (path, words) = (format!("/archive/{}", app.class), "підпис класного керівника не дійсний");
    assert!(!app.get(&path, &head).await.body.contains(words));
    let trusted = || trusting(&["root.cer", "other-root.cer", "revoked.crl"]);
    app.trust_on(TODAY, trusted());
    let kept = app.container(&head).await;
    let refused = app.send_signed(&signed(&kept, &key("head.p12")), &head).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    let card = app.get(&path, &head).await.body;
    assert!(card.contains(words) && card.contains("value=\"order\""), "{card}");
    let again = app.archived_again_by(app.state().trusting(trusted()), &kept, &head).await;
    assert_eq!(again, unsigned, "the journal is the same");
    let taken = app.send_signed(&signed(&again, &key("class-teacher.p12")), &class_teacher).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    let both = signed(&app.container(&head).await, &key("head.p12"));
    assert!(app.send_signed(&both, &head).await.body.contains("підписано обома"));
}

impl TestApp {
    /// Imports an address of the pupil: of that the class's history says nothing.
    async fn move_pupil(&self, to: &str) {
        let mut bundle = bundle();
        bundle.pupils[0].address = Some(to.to_owned());
        let changes = self.store.take_in(self.school, bundle, TODAY, false).await.unwrap();
        assert!(!changes.nothing());
    }
}

/// What imports and settings change is in the journal too, though the class's history does not tell of it.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_signs_what_an_import_has_changed() {
    let (app, unsigned) = archived().await;
    let (class_teacher, head) = (app.sign_in("class-teacher").await, app.sign_in("head").await);
    let path = format!("/archive/{}", app.class);
    let words = "Журнал змінено після того, як архів підготовлено";
    let teachers = |bytes: &[u8]| signed(bytes, &key("class-teacher.p12"));
    assert!(!app.get(&path, &class_teacher).await.body.contains("Журнал змінено"));
    app.move_pupil("вул. Садова, 1").await;
    let card = app.get(&path, &class_teacher).await.body;
    assert!(card.contains(words), "{card}");
    let outdated = app.send_signed(&teachers(&unsigned), &class_teacher).await;
    assert_eq!(outdated.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(outdated.body.contains(words), "{}", outdated.body);
    assert_eq!(app.container(&head).await, unsigned, "nothing was written");

    let second = app.archived_again(&unsigned, &head).await;
    let taken = app.send_signed(&teachers(&second), &class_teacher).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    app.move_pupil("вул. Садова, 2").await;
    let kept = app.container(&head).await;
    let outdated = app.send_signed(&signed(&kept, &key("head.p12")), &head).await;
    assert!(outdated.body.contains(words), "{}", outdated.body);
    let card = app.get(&path, &head).await.body;
    assert!(card.contains("Журнал змінено після підпису класного керівника"), "{card}");
    let third = app.archived_again(&kept, &head).await;
    assert_eq!(app.send_signed(&teachers(&third), &class_teacher).await.status, StatusCode::OK);
    let both = signed(&app.container(&head).await, &key("head.p12"));
    assert!(app.send_signed(&both, &head).await.body.contains("підписано обома"));
    // What both have signed is not held against what comes later.
    app.move_pupil("вул. Садова, 3").await;
    assert!(!app.get(&path, &head).await.body.contains("Журнал змінено"));
}
