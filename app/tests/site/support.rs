//! A real router on a real database, and the people who come to it.

use std::{collections::HashMap, fs};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use chrono::{NaiveDate, NaiveTime};
use klas_app::{
    password,
    routes::router,
    state::{AppState, Clock},
    telling::{Telling, tell},
};
use klas_courier::Mailer;
use klas_domain::{
    Id, Role,
    bundle::{
        Bell, Bundle, CourseKey, CourseLoad, Guardian, PlanLine, Pupil, StaffMember, TimetableSlot, TopicPlan,
    },
    calendar::AcademicYear,
    id::of,
    school::{ClassName, LessonKind, PersonName},
};
use klas_signature::Trust;
use klas_store::Store;
use tower::ServiceExt;

use crate::template;

/// Tuesday; the class has algebra and Ukrainian.
pub const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
pub const PASSWORD: &str = "калина-2026";

/// An identifier as SQLite writes one.
pub fn literal<T>(id: Id<T>) -> String {
    format!("x'{}'", id.uuid().simple())
}

/// Persons by their sign-in names.
type People = HashMap<String, Id<of::Person>>;

/// The site of a small school, and of another one beside it.
pub struct TestApp {
    pub school: Id<of::School>,
    pub course: Id<of::Course>,
    pub class: Id<of::SchoolClass>,
    pub lesson: Id<of::Lesson>,
    pub pupil: Id<of::Person>,
    /// Of another class.
    pub other_pupil: Id<of::Person>,
    pub store: Store,
    people: People,
    router: Router,
    folder: tempfile::TempDir,
}

/// An answer of the site.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub cookie: String,
    /// All cookies that are set.
    pub cookies: Vec<String>,
    pub body: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
    headers: HeaderMap,
}

impl Answer {
    /// A header; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl TestApp {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("klas.db");
        fs::copy(template::sqlite(), &file).unwrap();
        let store = Store::open(&format!("sqlite://{}", file.display())).await.unwrap();
        let hash = password::hash(PASSWORD).unwrap();
        let (school, mut people) = school(&store, "Ліцей № 4", "", &hash).await;
        people.extend(school_of_strangers(&store, &hash).await);
        let mut reader = store.read(school).await.unwrap();
        let (year, _) = reader.year(TODAY).await.unwrap();
        let courses = reader.courses(year, None).await.unwrap();
        let algebra = courses.iter().find(|course| course.subject == "Алгебра").unwrap();
        let (course, class) = (algebra.id, algebra.class_id);
        let lesson = reader.lessons(course, (TODAY, TODAY)).await.unwrap()[0].lesson;
        let pupil = person(&store, school, Role::Pupil, "Бабенко").await;
        let other_pupil = person(&store, school, Role::Pupil, "Гончар").await;
        drop(reader);
        let state = AppState::new(store.clone(), Clock::fixed(Some(TODAY)), false);
        Self {
            school,
            course,
            class,
            lesson,
            pupil,
            other_pupil,
            store,
            people,
            router: router(state),
            folder,
        }
    }

    /// The same site on another day.
    pub fn turn_to(&mut self, day: NaiveDate) {
        self.router = router(AppState::new(self.store.clone(), Clock::fixed(Some(day)), false));
    }

    /// The same site on the day that it truly is.
    pub fn go_by_the_true_clock(&mut self) {
        self.router = router(AppState::new(self.store.clone(), Clock::default(), false));
    }

    /// What the site shares with what runs beside it.
    pub fn state(&self) -> AppState {
        AppState::new(self.store.clone(), Clock::fixed(Some(TODAY)), false)
    }

    /// The same site, seen by people at an address.
    pub fn open_at(&mut self, public_url: &str) {
        self.router = router(self.state().at(Some(public_url)));
    }

    /// The same site with what carries notices out of the server: to devices on this machine, and by a mail server where
    /// one is named. What happened before is not told.
    pub async fn tell_by(&mut self, mail: Option<&str>) -> AppState {
        let mailer = mail.map(|url| Mailer::new(url, "Ліцей № 4 <klas@school.example>").unwrap());
        let telling = Telling::open(&self.store, mailer, "https://klas.example", true).await.unwrap();
        let state = self.state().telling(telling);
        tell(&state, state.clock.now()).await;
        self.router = router(state.clone());
        state
    }

    /// The same site on another day, trusting these certificates.
    pub fn trust_on(&mut self, day: NaiveDate, trust: Trust) {
        self.router = router(self.state().trusting(trust).on_day(day));
    }

    /// The class of a name.
    pub async fn class_of(&self, name: &str) -> Id<of::SchoolClass> {
        let mut reader = self.store.read(self.school).await.unwrap();
        let (year, _) = reader.year(TODAY).await.unwrap();
        let classes = reader.classes(year, TODAY).await.unwrap();
        classes.into_iter().find(|class| class.class.to_string() == name).unwrap().id
    }

    /// The file of the database.
    pub fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("klas.db")
    }

    /// The address of a subject's lesson of today.
    pub async fn sheet_of(&self, subject: &str) -> String {
        let mut reader = self.store.read(self.school).await.unwrap();
        let (year, _) = reader.year(TODAY).await.unwrap();
        let courses = reader.courses(year, None).await.unwrap();
        let course = courses.iter().find(|course| course.subject == subject).unwrap().id;
        let lesson = reader.lessons(course, (TODAY, TODAY)).await.unwrap()[0].lesson;
        format!("/journal/{course}/lessons/{lesson}")
    }

    /// A page.
    pub async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.send(Method::GET, path, "", "", cookie).await
    }

    /// A form that a page sends.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)], cookie: &str) -> Answer {
        let body = serde_urlencoded::to_string(fields).unwrap();
        self.send(Method::POST, path, "application/x-www-form-urlencoded", &body, cookie).await
    }

    /// A form that carries a file, as browsers send it.
    pub async fn post_file(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        (field, file): (&str, &[u8]),
        cookie: &str,
    ) -> Answer {
        let name = if file.is_empty() { "" } else { "довідка.jpg" };
        self.post_files(path, fields, &[(field, name, file)], cookie).await
    }

    /// A form that carries files, each with its field and name.
    pub async fn post_files(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
        cookie: &str,
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--between\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend([head.as_bytes(), value.as_bytes(), b"\r\n"].concat());
        }
        for (field, name, file) in files {
            let head = format!(
                "--between\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                 Content-Type: image/jpeg\r\n\r\n"
            );
            body.extend([head.as_bytes(), file, b"\r\n"].concat());
        }
        body.extend(b"--between--\r\n");
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=between")
            .header(header::COOKIE, cookie)
            .body(Body::from(body))
            .unwrap();
        self.answer(request).await
    }

    /// Signs in and gives the cookie.
    pub async fn sign_in(&self, login: &str) -> String {
        let form = format!("login={login}&password=%D0%BA%D0%B0%D0%BB%D0%B8%D0%BD%D0%B0-2026");
        let answer =
            self.send(Method::POST, "/sign-in", "application/x-www-form-urlencoded", &form, "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login} signs in");
        answer.cookie.split(';').next().unwrap().to_owned()
    }

    /// The person of a sign-in name; of a stranger, nobody's identifier.
    pub fn person_of(&self, login: &str) -> Id<of::Person> {
        self.people.get(login).copied().unwrap_or_default()
    }

    /// The cookie of somebody who signs in, or of a stranger: none.
    pub async fn cookie_of(&self, login: &str) -> String {
        if login.is_empty() { String::new() } else { self.sign_in(login).await }
    }

    /// A form that a page of another site sends.
    pub async fn send_from(&self, origin: &str, path: &str, cookie: &str) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::HOST, "klas.example")
            .header(header::ORIGIN, origin)
            .header(header::COOKIE, cookie)
            .body(Body::empty())
            .unwrap();
        self.answer(request).await
    }

    /// Calls a server function.
    pub async fn call(&self, function: &str, body: &str, cookie: &str) -> Answer {
        self.send(Method::POST, &format!("/api/{function}"), "application/json", body, cookie).await
    }

    pub async fn send(&self, method: Method, path: &str, kind: &str, body: &str, cookie: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, kind)
            .header(header::ACCEPT, "application/json")
            .header(header::COOKIE, cookie)
            .body(Body::from(body.to_owned()))
            .unwrap();
        self.answer(request).await
    }

    pub async fn answer(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let head = |name| {
            let value =
                response.headers().get(name).map(|value: &header::HeaderValue| value.to_str().unwrap());
            value.unwrap_or_default().to_owned()
        };
        let (status, location, cookie) =
            (response.status(), head(header::LOCATION), head(header::SET_COOKIE));
        let headers = response.headers().clone();
        let cookies = response.headers().get_all(header::SET_COOKIE).iter();
        let cookies = cookies.map(|own| own.to_str().unwrap().to_owned()).collect();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
        Answer {
            status,
            location,
            cookie,
            cookies,
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
            headers,
        }
    }
}

pub async fn person(store: &Store, school: Id<of::School>, role: Role, surname: &str) -> Id<of::Person> {
    let people = store.read(school).await.unwrap().people(role).await.unwrap();
    people.into_iter().find(|(_, name)| name.surname == surname).unwrap().0
}

fn name(surname: &str) -> PersonName {
    PersonName {
        surname: surname.to_owned(), given: "Олена".to_owned(), patronymic: "Петрівна".to_owned()
    }
}

fn staff(surname: &str, roles: &[Role], class_teacher_of: Option<ClassName>) -> StaffMember {
    StaffMember {
        name: name(surname),
        position: "учителька".to_owned(),
        roles: roles.to_vec(),
        phone: None,
        email: None,
        class_teacher_of,
    }
}

fn pupil(surname: &str, class: &ClassName, guardian: &str) -> Pupil {
    let guardian = Guardian {
        name: name(guardian),
        relation: "мати".to_owned(),
        phone: Some("+380501112233".to_owned()),
        email: None,
    };
    Pupil {
        name: name(surname),
        born: None,
        sex: None,
        class: class.clone(),
        groups: Vec::new(),
        subject_groups: Vec::new(),
        not_taken: Vec::new(),
        rostered: false,
        guardians: vec![guardian],
        address: None,
        enrolled_on: None,
        left_on: None,
        stays: false,
        order: None,
    }
}

/// Two classes; the class teacher of 8-А teaches algebra in neither, and one teacher teaches nothing at all.
pub fn bundle() -> Bundle {
    let class = ClassName { grade: 8, letter: "А".to_owned() };
    let other = ClassName { grade: 8, letter: "Б".to_owned() };
    let little = ClassName { grade: 1, letter: "А".to_owned() };
    let third = ClassName { grade: 3, letter: "А".to_owned() };
    let key = |class: &ClassName, subject: &str| CourseKey {
        class: class.clone(),
        group: None,
        subject: subject.to_owned(),
    };
    let load = |class: &ClassName, subject: &str, teacher: &str| CourseLoad {
        key: key(class, subject),
        teacher: Some(name(teacher)),
        weekly_tenths: 10,
    };
    let slot = |class: &ClassName, subject: &str, period: u8| TimetableSlot {
        course: key(class, subject),
        weekday: 2,
        period,
        room: None,
    };
    let bell = |period: u8, hour: u32| Bell {
        schedule: None,
        period,
        starts: NaiveTime::from_hms_opt(hour, 30, 0).unwrap(),
        ends: NaiveTime::from_hms_opt(hour + 1, 15, 0).unwrap(),
    };
    Bundle {
        school: None,
        year: Some(AcademicYear::starting(2026)),
        staff: vec![
            staff("Директорка", &[Role::Head], None),
            staff("Заступниця", &[Role::Deputy], None),
            staff("Адміністраторка", &[Role::Administrator], None),
            staff("Медсестра", &[Role::Nurse], None),
            staff("Психологиня", &[Role::Psychologist], None),
            staff("Управління", &[Role::DepartmentOfficer], None),
            staff("Алгебраїстка", &[Role::Teacher], None),
            staff("Мовниця", &[Role::Teacher], None),
            staff("Замінниця", &[Role::Teacher], None),
            staff("Класна", &[Role::Teacher], Some(class.clone())),
        ],
        pupils: vec![
            pupil("Бабенко", &class, "Мати"),
            pupil("Гончар", &other, "Чужа"),
            pupil("Вовк", &class, "Вовчиця"),
            pupil("Малюк", &little, "Мала"),
            pupil("Третяк", &third, "Третя"),
        ],
        courses: vec![
            load(&class, "Алгебра", "Алгебраїстка"),
            load(&class, "Українська мова", "Мовниця"),
            load(&other, "Алгебра", "Мовниця"),
            load(&little, "Читання", "Мовниця"),
            load(&third, "Малювання", "Мовниця"),
        ],
        bells: vec![bell(1, 8), bell(2, 9), bell(3, 10), bell(4, 11)],
        shifts: Vec::new(),
        timetable: vec![
            slot(&class, "Алгебра", 1),
            slot(&class, "Українська мова", 2),
            slot(&other, "Алгебра", 2),
            slot(&other, "Алгебра", 3),
            slot(&little, "Читання", 1),
            slot(&third, "Малювання", 4),
        ],
        plans: vec![TopicPlan {
            subject: "Алгебра".to_owned(),
            grade: 8,
            letter: None,
            lines: vec![PlanLine {
                number: 1,
                theme: None,
                topic: "Повторення".to_owned(),
                homework: None,
                kind: LessonKind::Ordinary,
            }],
        }],
    }
}

async fn school(store: &Store, title: &str, suffix: &str, hash: &str) -> (Id<of::School>, People) {
    let school = store.add_school(title).await.unwrap();
    store.take_in(school, bundle(), TODAY, false).await.unwrap();
    let accounts = [
        ("head", Role::Head, "Директорка"),
        ("deputy", Role::Deputy, "Заступниця"),
        ("administrator", Role::Administrator, "Адміністраторка"),
        ("nurse", Role::Nurse, "Медсестра"),
        ("psychologist", Role::Psychologist, "Психологиня"),
        ("department", Role::DepartmentOfficer, "Управління"),
        ("teacher", Role::Teacher, "Алгебраїстка"),
        ("colleague", Role::Teacher, "Мовниця"),
        ("substitute", Role::Teacher, "Замінниця"),
        ("class-teacher", Role::Teacher, "Класна"),
        ("pupil", Role::Pupil, "Бабенко"),
        ("other-pupil", Role::Pupil, "Гончар"),
        ("guardian", Role::Guardian, "Мати"),
        ("other-guardian", Role::Guardian, "Чужа"),
    ];
    let mut people = People::new();
    for (login, role, surname) in accounts {
        let (login, person) = (format!("{login}{suffix}"), person(store, school, role, surname).await);
        store.add_account(school, person, &login, hash.to_owned()).await.unwrap();
        people.insert(login, person);
    }
    (school, people)
}

/// The same people with the same roles, in another school.
async fn school_of_strangers(store: &Store, hash: &str) -> People {
    school(store, "Ліцей № 5", "-of-5", hash).await.1
}

impl TestApp {
    /// A pupil leaves after a day.
    pub async fn let_go(&self, surname: &str, day: NaiveDate) {
        let mut bundle = bundle();
        let leaver = bundle.pupils.iter_mut().find(|own| own.name.surname == surname).unwrap();
        (leaver.left_on, leaver.order) = (Some(day), Some("7-у".to_owned()));
        self.store.take_in(self.school, bundle, TODAY, false).await.unwrap();
    }

    /// A pupil comes to 8-А in the middle of the year.
    pub async fn let_come(&self, surname: &str, day: NaiveDate) {
        let mut bundle = bundle();
        let class = bundle.pupils[0].class.clone();
        bundle.pupils.push(Pupil { enrolled_on: Some(day), ..pupil(surname, &class, "Нова") });
        self.store.take_in(self.school, bundle, TODAY, false).await.unwrap();
    }
}
