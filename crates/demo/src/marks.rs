//! How well pupils learn, and what marks come of it.

use klas_domain::{
    mark::{Mark, Scale},
    school::LessonKind,
};

use crate::{curriculum::Subject, dice::Dice};

/// Everything here is in hundredths of a point of the 12-point scale.
const MEAN: i64 = 760;
const ABILITY: i64 = 200;
const TALENT: i64 = 110;
const STRICTNESS: i64 = 50;
const LUCK: i64 = 120;
const HARDER_CONTROL: i64 = -40;

/// What pupils can and how strict teachers are.
pub(crate) struct Talents {
    /// By pupil and subject.
    pupils: Vec<Vec<i64>>,
}

impl Talents {
    /// Throws an ability for each pupil and around it a talent for each subject.
    pub fn new(pupils: usize, subjects: &[Subject], dice: &mut Dice) -> Self {
        let of_pupil = |_| {
            let ability = MEAN + dice.around_zero(ABILITY);
            subjects.iter().map(|subject| ability + subject.ease + dice.around_zero(TALENT)).collect()
        };
        Self { pupils: (0..pupils).map(of_pupil).collect() }
    }

    /// A mark of the scale; none where the scale has only words.
    pub fn mark(
        &self,
        (pupil, subject): (usize, usize),
        kind: LessonKind,
        (scale, strictness): (Scale, i64),
        dice: &mut Dice,
    ) -> Option<Mark> {
        let harder = if kind == LessonKind::Control { HARDER_CONTROL } else { 0 };
        let hundredths = self.pupils[pupil][subject] + harder - strictness + dice.around_zero(LUCK);
        let points = Mark::Points(u8::try_from(((hundredths + 50) / 100).clamp(1, 12)).unwrap_or(1));
        match scale {
            Scale::TwelvePoint => Some(points),
            Scale::Levels => points.level().map(Mark::Level),
            Scale::Pass | Scale::Verbal => None,
        }
    }
}

/// How much lower a teacher marks than others do.
pub(crate) fn strictness(dice: &mut Dice) -> i64 {
    dice.around_zero(STRICTNESS)
}

/// How many per mille of the pupils present get a mark.
pub(crate) fn marked(kind: LessonKind, topic: &str, subject: &Subject) -> u32 {
    const WRITTEN_BY_ALL: [&str; 2] = ["Самостійна робота", "диктант"];
    match kind {
        LessonKind::Control => 960,
        LessonKind::Practical => 780,
        LessonKind::Project => 600,
        _ if WRITTEN_BY_ALL.iter().any(|work| topic.contains(work)) => 850,
        _ => subject.marked,
    }
}
