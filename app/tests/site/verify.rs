//! Anybody has a signed file checked: the page, what the browser gets for it, and the server's own check.

use std::{
    convert::Infallible,
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    body::Body,
    http::{HeaderValue, Method, Request, StatusCode, header},
};
use chrono::NaiveDate;
use futures::{
    StreamExt,
    future::join_all,
    stream::{iter, pending},
};
use klas_signature::Trust;

use crate::{
    archive::lived_in,
    support::{Answer, TestApp},
};

fn data(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/signature/tests/data").join(name)).unwrap()
}

fn trust(files: &[&str]) -> Trust {
    let mut trust = Trust::default();
    for file in files {
        assert_ne!(trust.add_file(&data(file)), 0, "{file}");
    }
    trust
}

/// A site that trusts these, on a day after the signatures of the samples were made.
async fn site_trusting(files: &[&str]) -> TestApp {
    let mut app = TestApp::start().await;
    app.trust_on(NaiveDate::from_ymd_opt(2030, 1, 1).unwrap(), trust(files));
    app
}

impl TestApp {
    /// Has the server check a file; what else is sent with it has its field, name and content.
    async fn verify(&self, name: &str, file: &[u8], more: &[(&str, &str, &[u8])]) -> Answer {
        let files = [&[("file", name, file)][..], more].concat();
        self.post_files("/verify", &[("where", "server")], &files, "").await
    }
}

#[track_caller]
fn assert_told(answer: &Answer, verdict: &str, parts: &[&str]) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let verdict = format!("data-verdict=\"{verdict}\"");
    for part in [verdict.as_str()].iter().chain(parts) {
        assert!(answer.body.contains(part), "no {part:?} in {}", answer.body);
    }
}

#[track_caller]
fn assert_refused(answer: &Answer, words: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains(words), "no {words:?} in {}", answer.body);
    assert!(!answer.body.contains("data-verdict"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_signs_in_to_have_a_file_checked() {
    let app = site_trusting(&[]).await;
    let page = app.get("/verify", "").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Власник сайту не вказав, кому довіряти"), "{}", page.body);
    assert!(!page.body.contains("data-trust=\"/verify"), "there is nothing to fetch: {}", page.body);
    assert!(app.get("/sign-in", "").await.body.contains("href=\"/verify\""));

    let app = site_trusting(&["root.cer"]).await;
    let page = app.get("/verify", "").await;
    assert!(page.body.contains("Вигаданий центральний орган"), "{}", page.body);
    assert!(
        page.body.contains("data-largest=\"268435456\""),
        "what the browser does not read: {}",
        page.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_class_is_valid_and_says_who_signed() {
    let app = site_trusting(&["root.cer", "revoked.crl"]).await;
    let answer = app.verify("8-А.asice", &data("8a.asice"), &[]).await;
    let parts = [
        "ДІЙСНО",
        "<p class=\"file-name\">8-А.asice</p>",
        "Журнал 8-А.pdf – ",
        "META-INF/signature002.p7s",
        "<dt>Підписувач</dt><dd>Зразкова Зоряна Зразківна</dd>",
        "<dd>класний керівник</dd>",
        "<dt>ЄДРПОУ</dt><dd>00000000</dd>",
        "не скасовано станом на",
        "Вигаданий центральний орган (01.01.2025–01.01.2050, довірений)",
    ];
    assert_told(&answer, "valid", &parts);
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_to_trust_may_be_brought_along() {
    let app = site_trusting(&[]).await;
    let file = data("8a.asice");
    let untold = app.verify("8-А.asice", &file, &[]).await;
    assert_told(&untold, "cannot-tell", &["НЕ МОЖНА ВСТАНОВИТИ", "невідомий"]);
    let told = app.verify("8-А.asice", &file, &[("trust", "root.cer", &data("root.cer"))]).await;
    assert_told(&told, "valid", &[]);
    // What one person trusts is of that person's file alone.
    assert_told(&app.verify("8-А.asice", &file, &[]).await, "cannot-tell", &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_file_is_invalid_and_so_is_a_signature_of_another() {
    let app = site_trusting(&["root.cer"]).await;
    let mut file = data("8a.asice");
    let place = file.len() / 3;
    file[place] ^= 1;
    assert_told(&app.verify("8-А.asice", &file, &[]).await, "invalid", &["НЕДІЙСНО"]);

    let (signature, content) = (data("plain.p7s"), data("content.txt"));
    let apart = |content| [("content", "content.txt", content)];
    assert_told(&app.verify("a.p7s", &signature, &apart(content.as_slice())).await, "valid", &[]);
    let other = app.verify("a.p7s", &signature, &apart(b"other")).await;
    assert_told(&other, "invalid", &["зроблений для іншого вмісту"]);
    assert_told(&app.verify("a.p7s", &signature, &[]).await, "cannot-tell", &["потрібен ще й файл"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn national_signatures_are_checked() {
    let app = site_trusting(&["CZOROOT.cer", "SELF_SIGNED1.cer"]).await;
    let message = app.verify("message.p7", &data("message.p7"), &[]).await;
    assert_told(&message, "valid", &["ДСТУ 4145-2002, ГОСТ 34.311-95"]);
    let authority = app.verify("CA.cer", &data("CA-Justice.cer"), &[]).await;
    assert_told(&authority, "valid", &["ДСТУ 4145-2002, 257", "строк минув"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_told_in_english() {
    let app = site_trusting(&[]).await;
    let body = "--between\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.p7s\"\r\n\r\n";
    let body = [body.as_bytes(), &data("no-certificate.p7s"), b"\r\n--between--\r\n"].concat();
    let mut request = sent(Body::from(body));
    request.headers_mut().insert(header::COOKIE, HeaderValue::from_static("klas_language=en"));
    let answer = app.answer(request).await;
    assert_told(&answer, "cannot-tell", &["CANNOT TELL", "certificate is not in the signature"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_checked_is_said_beside_the_field() {
    let app = site_trusting(&[]).await;
    assert_refused(&app.verify("", b"", &[]).await, "Виберіть файл.");
    assert_refused(&app.post("/verify", &[("where", "server")], "").await, "Виберіть файл.");
    let nothing = app.verify("8-А.asice", &data("8a.asice"), &[("trust", "a.cer", b"nothing")]).await;
    assert_refused(&nothing, "«a.cer»: тут немає ані сертифіката, ані списку відкликаних.");
    let large = vec![b'P'; 20_000_001];
    assert_refused(&app.verify("large.asice", &large, &[]).await, "сервер перевіряє до 20\u{a0}МБ");
    // Together, too.
    let half = vec![b'P'; 10_000_001];
    assert_refused(&app.verify("a.p7s", &half, &[("content", "a", &half)]).await, "сервер перевіряє до");
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let first = length.iter().position(|byte| *byte != 0).unwrap_or(3);
    let size = 0x80 | u8::try_from(4 - first).unwrap();
    let size = if content.len() < 0x80 { vec![] } else { vec![size] };
    [&[tag][..], &size, &length[first..], content].concat()
}

/// What nobody would wait for is not begun: a file that names a million digests for its signers.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_made_to_keep_the_server_busy_is_told_at_once() {
    let app = site_trusting(&[]).await;
    let digests = element(0x31, &[5_u8, 0].repeat(1_000_000));
    let signed_data = element(0x30, &[&[2_u8, 1, 1][..], &digests].concat());
    let kind = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";
    let file = element(0x30, &[&kind[..], &element(0xA0, &signed_data)].concat());
    let told = app.verify("busy.p7s", &file, &[]).await;
    assert_told(&told, "cannot-tell", &["надто багато: алгоритмів геша понад 16"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_files_words_are_not_the_pages() {
    let app = site_trusting(&[]).await;
    let answer = app.verify("<script>1</script>.p7s", b"nothing at all", &[]).await;
    assert_told(&answer, "cannot-tell", &["&lt;script&gt;1&lt;/script&gt;.p7s"]);
    assert!(!answer.body.contains("<script>1"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_is_given_whom_the_server_trusts() {
    assert_eq!(site_trusting(&[]).await.get("/verify/trust.pem", "").await.body, "");
    let files = ["bundle.p7b", "revoked.crl"];
    let (own, app) = (trust(&files), site_trusting(&files).await);
    let page = app.get("/verify", "").await.body;
    let address =
        page.split("data-trust=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let given = app.get(&address, "").await;
    assert_eq!(given.header("cache-control"), "public, max-age=31536000, immutable");
    let mut read = Trust::default();
    read.add_file(&given.bytes);
    assert_eq!(read.pem(), own.pem());
    assert_eq!(app.get("/verify/trust.pem?v=other", "").await.header("cache-control"), "no-cache");
}

fn sent(body: Body) -> Request<Body> {
    let request = Request::builder()
        .method(Method::POST)
        .uri("/verify")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=between");
    request.body(body).unwrap()
}

impl TestApp {
    /// People who begin to send, and send nothing more.
    async fn send_slowly(&self, people: usize) {
        let slow = || sent(Body::from_stream(pending::<Result<Vec<u8>, Infallible>>()));
        join_all((0..people).map(|_| self.answer(slow()))).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_slowly_keeps_nobody_from_having_a_file_checked() {
    let app = site_trusting(&[]).await;
    let others = async {
        for _ in 0..20 {
            assert_told(&app.verify("a.p7s", b"nothing", &[]).await, "cannot-tell", &[]);
        }
    };
    tokio::select! {
        biased;
        () = app.send_slowly(7) => unreachable!("it never ends"),
        () = others => {}
    }
}

/// Many people who send slowly do not make the server hold more: one more is asked to come again, and has sent everything
/// by then, for a browser shows no answer before.
#[tokio::test(flavor = "multi_thread")]
async fn few_files_are_held_at_once() {
    let app = site_trusting(&[]).await;
    let one_more = async {
        for _ in 0..100 {
            let read = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&read);
            let parts = iter(["--between\r\n", "\r\n", "\r\n--between--\r\n"]).map(move |part| {
                counted.fetch_add(1, Ordering::Relaxed);
                Ok::<_, Infallible>(part)
            });
            let answer = app.answer(sent(Body::from_stream(parts))).await;
            if answer.status == StatusCode::SERVICE_UNAVAILABLE {
                return (answer, read.load(Ordering::Relaxed));
            }
            tokio::task::yield_now().await;
        }
        panic!("the server took one more");
    };
    let (answer, read) = tokio::select! {
        biased;
        // More than there are places, for the one more takes one until they are filled.
        () = app.send_slowly(16) => unreachable!("it never ends"),
        turned_away = one_more => turned_away,
    };
    assert_eq!(read, 3, "all that was sent");
    assert!(answer.body.contains("Сервер зараз перевіряє інші файли"), "{}", answer.body);
    assert_eq!(answer.header("retry-after"), "60");
    // Whoever goes away leaves the place to others.
    assert_told(&app.verify("8-А.asice", &data("8a.asice"), &[]).await, "cannot-tell", &[]);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_here_is_offered_to_who_has_to_sign_next() {
    let app = lived_in().await;
    app.archived().await;
    let offered = async |login: &str, path: &str| {
        let page = app.get(path, &app.sign_in(login).await).await;
        assert_eq!(page.status, StatusCode::OK, "{login} {path}");
        page.body.contains("id=\"sign\"")
    };
    let class = format!("/archive/{}", app.class);
    for path in [class.as_str(), "/archive"] {
        assert!(offered("class-teacher", path).await, "{path}");
        assert!(!offered("head", path).await, "{path}: the class teacher signs first");
        assert!(!offered("deputy", path).await, "{path}: a deputy never signs");
        assert!(!offered("administrator", path).await, "{path}: an administrator reads no marks");
    }
}

/// What is chosen and typed on a page that is looked at anew by itself would be lost every time.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_signs_on_a_page_that_is_looked_at_anew() {
    let app = lived_in().await;
    app.archived().await;
    let class = format!("/archive/{}", app.class);
    let (head, class_teacher) = (app.sign_in("head").await, app.sign_in("class-teacher").await);
    let forms = async |path: &str| {
        let page = app.get(path, &class_teacher).await;
        let forms = ["id=\"sign\"", "id=\"send\""].map(|form| page.body.contains(form));
        let later = page.body.contains("щойно їх підготують");
        (page.header("refresh").to_owned(), forms, later)
    };
    let ordered = app.post(&class, &[("what", "order")], &head).await;
    assert_eq!(ordered.status, StatusCode::SEE_OTHER);
    for path in [class.as_str(), "/archive"] {
        assert_eq!(forms(path).await, ("2".to_owned(), [false, false], true), "{path}");
    }
    app.post(&class, &[("what", "cancel")], &head).await;
    for path in [class.as_str(), "/archive"] {
        assert_eq!(forms(path).await, (String::new(), [true, true], false), "{path}");
    }
}
