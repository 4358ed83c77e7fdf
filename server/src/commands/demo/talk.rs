//! What families and the school say to one another in the demonstration school: notes, signed weeks, announcements, a
//! conversation, requests to correct; and who looked.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use klas_domain::{
    Absence, Id, Role,
    acknowledgement::week_of,
    amendment::{About, Amendment, AmendmentAnswer, AmendmentState},
    announcement::{Announcement, Audience},
    bundle::Bundle,
    excuse::{Excuse, ExcuseAnswer},
    id::of,
    look::Looked,
    message::Thread,
    school::{ClassName, PersonName},
};
use klas_store::{
    Store,
    acknowledgement::Sender,
    announcement::Announcer,
    look::{Look, LookedAt},
    message::Writer,
    register::{Keeper, RegisterClass},
};

use super::super::Refusal;

/// The people of the stories.
struct Cast<'a> {
    store: &'a Store,
    school: Id<of::School>,
    now: DateTime<Utc>,
    today: NaiveDate,
    class: RegisterClass,
    class_teacher: Id<of::Person>,
    head: Id<of::Person>,
    deputy: Id<of::Person>,
    /// The pupils of the class, each with the guardians, in the order of the roll.
    families: Vec<(Id<of::Person>, Vec<Id<of::Person>>)>,
}

/// Lets the families of a class and the school speak; `guardian` is the parent who signs in, `child` of the class.
pub async fn speak(
    store: &Store,
    school: Id<of::School>,
    bundle: &Bundle,
    (guardian, child): (&PersonName, &PersonName),
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let Some(cast) = cast(store, school, bundle, today, now).await? else { return Ok(()) };
    let people = people(store, school).await?;
    let known = |role: Role, name: &PersonName| people.get(&(role, name.full())).copied();
    let Some((guardian, child)) = known(Role::Guardian, guardian).zip(known(Role::Pupil, child)) else {
        return Ok(());
    };
    cast.excuse(guardian, child).await?;
    cast.sign_weeks().await?;
    cast.announce().await?;
    cast.amend(guardian, child).await?;
    cast.look(child).await?;
    cast.talk(guardian, child).await
}

/// The people of a school by role and full name.
async fn people(
    store: &Store,
    school: Id<of::School>,
) -> Result<HashMap<(Role, String), Id<of::Person>>, Refusal> {
    let mut people = HashMap::new();
    for role in [Role::Guardian, Role::Pupil, Role::Head, Role::Deputy] {
        for (id, name) in store.read(school).await?.people(role).await? {
            people.entry((role, name.full())).or_insert(id);
        }
    }
    Ok(people)
}

async fn cast<'a>(
    store: &'a Store,
    school: Id<of::School>,
    bundle: &Bundle,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Option<Cast<'a>>, Refusal> {
    let wanted = ClassName { grade: 8, letter: "А".to_owned() };
    let mut reader = store.read(school).await?;
    let (year, _) = reader.year(today).await?;
    let classes = reader.classes(year, today).await?;
    let Some(class) = classes.into_iter().find(|class| class.class == wanted) else { return Ok(None) };
    let class = reader.register_class(class.id).await?;
    let roll = reader.roll(&class, today).await?;
    let head = reader.people(Role::Head).await?.first().map(|(head, _)| *head);
    let deputy = reader.people(Role::Deputy).await?.first().map(|(deputy, _)| *deputy);
    drop(reader);
    let (Some(class_teacher), Some(head), Some(deputy)) = (class.class_teacher, head, deputy) else {
        return Ok(None);
    };
    let people = people(store, school).await?;
    let guardians = |name: &PersonName| {
        let own = bundle.pupils.iter().find(|pupil| pupil.class == wanted && pupil.name == *name);
        let guardians = own.into_iter().flat_map(|pupil| &pupil.guardians);
        guardians.filter_map(|own| people.get(&(Role::Guardian, own.name.full())).copied()).collect()
    };
    let families = roll.iter().map(|pupil| (pupil.id, guardians(&pupil.name))).collect();
    Ok(Some(Cast { store, school, now, today, class, class_teacher, head, deputy, families }))
}

impl Cast<'_> {
    fn sender(&self, author: Id<of::Person>, pupil: Id<of::Person>, ago: TimeDelta) -> Sender {
        Sender { school: self.school, author, pupil, now: self.now - ago }
    }

    /// Notes of the parent who signs in: one that waits, one that was accepted, one that was refused.
    async fn excuse(&self, guardian: Id<of::Person>, child: Id<of::Person>) -> Result<(), Refusal> {
        let first = self.class.year.starts_on;
        let notes = [
            (21, Absence::Valid, "Обласні змагання з шахів", Some(ExcuseAnswer::Accepted)),
            (
                36,
                Absence::Illness,
                "Болів живіт",
                Some(ExcuseAnswer::Refused("Того дня була присутня на всіх уроках".to_owned())),
            ),
        ];
        for (after, kind, comment, answer) in notes {
            let day = first + TimeDelta::days(after);
            if day < self.today {
                self.note(guardian, child, (day, day), (kind, comment), answer).await?;
            }
        }
        let tomorrow = (self.today + TimeDelta::days(1)).min(self.class.year.ends_on);
        let says = (Absence::Illness, "Температура 38,2, лікар прийде завтра вранці. Довідку надішлемо.");
        self.note(guardian, child, (self.today.min(tomorrow), tomorrow), says, None).await
    }

    async fn note(
        &self,
        guardian: Id<of::Person>,
        child: Id<of::Person>,
        (from, to): (NaiveDate, NaiveDate),
        (kind, comment): (Absence, &str),
        answer: Option<ExcuseAnswer>,
    ) -> Result<(), Refusal> {
        let ago = (self.today - from).max(TimeDelta::zero());
        let excuse = Excuse { from, to, kind, comment: comment.to_owned() };
        let id = Id::new();
        let sent = self.store.send_excuse(self.sender(guardian, child, ago), id, excuse, None).await?;
        if let (Ok(()), Some(answer)) = (sent, answer) {
            let (school, class, author) = (self.school, self.class.id, self.class_teacher);
            let keeper = Keeper { school, class, author, now: self.now - ago };
            self.store.answer_excuse(keeper, id, answer, |_| true).await?;
        }
        Ok(())
    }

    /// Most families have seen most of the last weeks.
    async fn sign_weeks(&self) -> Result<(), Refusal> {
        for (place, (pupil, guardians)) in self.families.iter().enumerate() {
            let Some(guardian) = guardians.first() else { continue };
            for back in 1..=12_i64 {
                let seen = (place * 7 + usize::try_from(back).unwrap_or_default() * 5) % 11 > 3;
                let monday = week_of(self.today) - TimeDelta::days(7 * back);
                let ago = self.today - monday - TimeDelta::days(6);
                if seen && monday >= self.class.year.starts_on {
                    self.store.sign_week(self.sender(*guardian, *pupil, ago), monday).await?.ok();
                }
            }
        }
        Ok(())
    }

    async fn announce(&self) -> Result<(), Refusal> {
        let says = |title: &str, text: &str, urgent, asks| Announcement {
            title: title.to_owned(),
            text: text.to_owned(),
            urgent,
            asks,
        };
        let told = [
            (
                self.head,
                Audience::School,
                6,
                says(
                    "Навчальна тривога у п'ятницю",
                    "У п'ятницю о 10:00 проведемо навчальну тривогу. Діти спустяться до укриття разом з учителями; забирати їх не потрібно.",
                    true,
                    false,
                ),
            ),
            (
                self.deputy,
                Audience::Grade(8),
                4,
                says(
                    "Олімпіада з математики",
                    "ІІ етап олімпіади відбудеться в суботу о 9:00 у ліцеї № 1. Учасники мають при собі ручку, лінійку й учнівський квиток.",
                    false,
                    false,
                ),
            ),
            (
                self.class_teacher,
                Audience::Class(self.class.id),
                2,
                says(
                    "Батьківські збори",
                    "Запрошую на збори в четвер о 18:00, кабінет 12.\n\n1. Підсумки двох місяців навчання.\n2. Екскурсія до Ботанічного саду.\n3. Ваші запитання.",
                    false,
                    true,
                ),
            ),
        ];
        for (author, audience, days, says) in told {
            let now = self.now - TimeDelta::days(days);
            let (id, asks) = (Id::new(), says.asks);
            let announcer = Announcer { school: self.school, author, now };
            self.store.publish_announcement(announcer, id, audience, says, |_| true).await?;
            // The parent who signs in finds it unread; two families of three have read it.
            for (place, (pupil, guardians)) in self.families.iter().enumerate().skip(1) {
                if let Some(guardian) = guardians.first().filter(|_| place % 3 > 0) {
                    let ago = TimeDelta::days(days - 1);
                    let reader = self.sender(*guardian, *pupil, ago);
                    self.store.read_announcement(reader, id, 1, asks && place % 3 == 1).await?;
                }
            }
        }
        Ok(())
    }

    /// What the parent asks to correct: one request that was answered, one that waits.
    async fn amend(&self, guardian: Id<of::Person>, child: Id<of::Person>) -> Result<(), Refusal> {
        let requests = [
            (20, About::Family, "Немає телефону батька", "Додати +380 67 000 11 22", true),
            (1, About::Person, "Адреса: вул. Головна, 12", "вул. Головна, 12, кв. 7", false),
        ];
        for (days, about, wrong, right, done) in requests {
            let ago = TimeDelta::days(days);
            let asks = Amendment { about, wrong: wrong.to_owned(), right: right.to_owned() };
            let id = Id::new();
            let sent = self.store.send_amendment(self.sender(guardian, child, ago), id, asks).await?;
            if sent.is_ok() && done {
                let (school, class, author) = (self.school, self.class.id, self.class_teacher);
                let keeper = Keeper { school, class, author, now: self.now - ago + TimeDelta::hours(3) };
                let words = "Телефон додала адміністраторка".to_owned();
                let answer = AmendmentAnswer { state: AmendmentState::Done, words };
                self.store.answer_amendment(keeper, id, answer, |_| true).await?;
            }
        }
        Ok(())
    }

    /// The class teacher and the deputy head have looked at the child's pages.
    async fn look(&self, child: Id<of::Person>) -> Result<(), Refusal> {
        let (pupil, class) = (LookedAt::Pupil(child), LookedAt::Class(self.class.id));
        let looks = [
            (40, self.class_teacher, class, Looked::Information),
            (12, self.deputy, pupil, Looked::Diary),
            (5, self.class_teacher, pupil, Looked::Diary),
            (5, self.class_teacher, class, Looked::Notes),
        ];
        for (days, person, at, part) in looks {
            let day = (self.today - TimeDelta::days(days)).max(self.class.year.starts_on);
            self.store.keep_look(Look { school: self.school, person, at, part, day }).await?;
        }
        Ok(())
    }

    /// A parent asks, the class teacher answers.
    async fn talk(&self, guardian: Id<of::Person>, child: Id<of::Person>) -> Result<(), Refusal> {
        let thread = Thread { pupil: child, guardian, staff: self.class_teacher };
        let said = [
            (guardian, 50, "Добрий день! Чи потрібна на екскурсію згода батьків у письмовій формі?"),
            (
                self.class_teacher,
                47,
                "Вітаю! Так, будь ласка: ім'я дитини, дата й підпис. Бланк роздам у понеділок.",
            ),
            (guardian, 46, "Дякую, передамо у вівторок."),
            (self.class_teacher, 5, "Бланк отримала. До зустрічі на зборах!"),
        ];
        for (author, hours, text) in said {
            let writer =
                Writer { school: self.school, thread, author, now: self.now - TimeDelta::hours(hours) };
            self.store.read_messages(writer).await?;
            self.store.send_message(writer, Id::new(), text.to_owned()).await?;
        }
        Ok(())
    }
}
