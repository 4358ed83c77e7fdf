//! What the registers of the demonstration school hold besides marks: briefings, excursions, health groups, and lessons
//! that were substituted or cancelled.

use chrono::{DateTime, Days, NaiveDate, Utc};
use klas_domain::{
    Id, Role,
    briefing::{Briefing, BriefingEdit, BriefingKind},
    calendar::AcademicYear,
    excursion::{Excursion, ExcursionEdit, ExcursionKind},
    health::{Assessment, AssessmentEdit, HealthGroup},
    id::of,
    roll::RollPupil,
};
use klas_store::{
    Store,
    register::{Keeper, RegisterClass},
};

use super::super::Refusal;

/// Days since the year began, kind and topic of what every class is told.
const BRIEFINGS: [(u64, BriefingKind, &str); 4] = [
    (
        0,
        BriefingKind::Introductory,
        "Правила поведінки в закладі освіти, дії за сигналом «Повітряна тривога»",
    ),
    (3, BriefingKind::Primary, "Безпека дорожнього руху: шлях до школи й додому"),
    (17, BriefingKind::Talk, "Вибухонебезпечні предмети: не чіпай, відійди, повідом 101"),
    (52, BriefingKind::Primary, "Безпека під час осінніх канікул: вогонь, вода, газ, електрика"),
];

/// Days since the year began, where to, and how many hours: in turn for every third class.
const EXCURSIONS: [(u64, &str, u16); 4] = [
    (24, "Краєзнавчий музей: «Наш край у давнину»", 3),
    (30, "Ботанічний сад університету: дерева восени", 2),
    (38, "Пожежно-рятувальна частина № 1", 2),
    (45, "Художній музей: українське мистецтво ХХ століття", 3),
];

/// Fills the registers of the school as they stand on `today`.
pub async fn fill(
    store: &Store,
    school: Id<of::School>,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let mut reader = store.read(school).await?;
    let (year, calendar) = reader.year(today).await?;
    let classes = reader.classes(year, today).await?;
    let nurse = reader.people(Role::Nurse).await?.first().map(|(nurse, _)| *nurse);
    for (place, class) in classes.iter().enumerate() {
        let mut reader = store.read(school).await?;
        let class = reader.register_class(class.id).await?;
        let roll = reader.roll(&class, today).await?;
        drop(reader);
        let page = Page { store, school, class, roll, calendar: &calendar, place, today, now };
        page.brief().await?;
        page.go_out().await?;
        if let Some(nurse) = nurse {
            page.examine(nurse).await?;
        }
    }
    Ok(())
}

/// The journal of a class.
struct Page<'a> {
    store: &'a Store,
    school: Id<of::School>,
    class: RegisterClass,
    roll: Vec<RollPupil>,
    calendar: &'a AcademicYear,
    /// Which class of the school it is, from 0.
    place: usize,
    today: NaiveDate,
    now: DateTime<Utc>,
}

impl Page<'_> {
    /// Who writes, with the name to be told; none in a class without a class teacher.
    fn keeper(&self) -> Option<(Keeper, String)> {
        let (author, name) = self.class.class_teacher.zip(self.class.class_teacher_name.as_ref())?;
        let keeper = Keeper { school: self.school, class: self.class.id, author, now: self.now };
        Some((keeper, name.full()))
    }

    /// The first school day so many days after the year began, where that is over.
    fn day(&self, after: u64) -> Option<NaiveDate> {
        let from = self.calendar.starts_on + Days::new(after);
        let usual = |day: &NaiveDate| self.calendar.is_school_day(*day) && !is_weekend(*day);
        from.iter_days().take(10).find(usual).filter(|day| *day < self.today)
    }

    async fn brief(&self) -> Result<(), Refusal> {
        let Some((keeper, name)) = self.keeper() else { return Ok(()) };
        for (number, (after, kind, topic)) in BRIEFINGS.into_iter().enumerate() {
            let Some(held_on) = self.day(after) else { continue };
            let away = (self.place * 7 + number * 11) % 29;
            let there = self.roll.iter().enumerate().filter(|(place, _)| *place % 29 != away);
            let says = Briefing {
                held_on,
                kind,
                topic: topic.to_owned(),
                held_by: name.clone(),
                present: there.map(|(_, pupil)| pupil.id).collect(),
                struck: false,
            };
            let edit = BriefingEdit { id: Id::new(), briefing: Id::new(), base: 0, says };
            self.store.write_briefing(keeper, edit, |_| true).await?;
        }
        Ok(())
    }

    async fn go_out(&self) -> Result<(), Refusal> {
        let Some((keeper, name)) = self.keeper().filter(|_| self.place % 3 == 1) else { return Ok(()) };
        let Some((after, place, hours)) = EXCURSIONS.get(self.place / 3 % EXCURSIONS.len()) else {
            return Ok(());
        };
        let Some(day) = self.day(*after) else { return Ok(()) };
        let says = Excursion {
            kind: ExcursionKind::Excursion,
            starts_on: day,
            ends_on: day,
            place: (*place).to_owned(),
            hours: *hours,
            led_by: name,
            struck: false,
        };
        let edit = ExcursionEdit { id: Id::new(), excursion: Id::new(), base: 0, says };
        self.store.write_excursion(keeper, edit, |_| true).await?;
        Ok(())
    }

    /// Most pupils are in the main group; some have not been examined yet.
    async fn examine(&self, nurse: Id<of::Person>) -> Result<(), Refusal> {
        let on = self.calendar.starts_on - Days::new(4 + self.place as u64 % 9);
        let found = |(place, pupil): (usize, &RollPupil)| {
            let group = match (place * 13 + self.place * 5) % 31 {
                0 => HealthGroup::Special,
                1..=4 => HealthGroup::Preparatory,
                5 => return None,
                _ => HealthGroup::Main,
            };
            let assessment = Some(Assessment { group, on });
            Some(AssessmentEdit { id: Id::new(), pupil: pupil.id, base: 0, assessment })
        };
        let edits = self.roll.iter().enumerate().filter_map(found).collect();
        let keeper = Keeper { school: self.school, class: self.class.id, author: nurse, now: self.now };
        self.store.set_health_groups(keeper, edits, |_| true).await?;
        Ok(())
    }
}

pub(super) fn is_weekend(day: NaiveDate) -> bool {
    use chrono::Datelike;
    day.weekday().number_from_monday() > 5
}
