//! Who works in the school and who teaches what to whom.

use std::collections::BTreeSet;

use klas_domain::{
    bundle::{CourseKey, CourseLoad, StaffMember},
    login::latin,
    permission::Role,
    school::{PersonName, Sex},
};

use crate::{
    curriculum::{Class, Subject},
    data::{self, rows},
    dice::Dice,
    names::{Generation, Names, phone},
};

/// A teacher's full load is 18 hours (law on general secondary education, art. 24).
const FULL_LOAD: usize = 18;

/// A member of staff with the room that is theirs.
pub(crate) struct Worker {
    pub member: StaffMember,
    pub room: Option<String>,
}

/// What a class learns at one time: a course of the whole class, or the courses of its groups side by side.
pub(crate) struct Unit {
    /// Place among the classes.
    pub class: usize,
    /// Place among the subjects.
    pub subject: usize,
    /// Lessons a week.
    pub weekly: u8,
    /// The pages with their teachers' places among the staff.
    pub courses: Vec<(CourseKey, usize)>,
}

/// The staff with its courses: first the administration, then teachers by department.
pub(crate) fn staff(
    number: u32,
    classes: &[Class],
    subjects: &[Subject],
    dice: &mut Dice,
) -> (Vec<Worker>, Vec<Unit>) {
    let mut hiring = Hiring { number, names: Names::new(), taken: BTreeSet::new(), staff: Vec::new() };
    hiring.administration(dice);
    let mut units = empty_units(classes, subjects);
    for row in rows(data::DEPARTMENTS) {
        let [department, of, women, first_room] = row[..] else { continue };
        let post =
            Post { of, women: women.parse().unwrap_or(500), first_room: first_room.parse().unwrap_or(0) };
        if department == "primary" {
            hiring.class_teachers_of_primary(&post, classes, subjects, &mut units, dice);
        } else {
            hiring.department(department, &post, subjects, &mut units, dice);
        }
    }
    appoint_class_teachers(classes, &units, &mut hiring.staff, dice);
    (hiring.staff, units)
}

/// The loads of all courses.
pub(crate) fn loads(units: &[Unit], staff: &[Worker]) -> Vec<CourseLoad> {
    let courses = units.iter().flat_map(|unit| unit.courses.iter().map(move |course| (unit.weekly, course)));
    courses
        .map(|(weekly, (key, teacher))| CourseLoad {
            key: key.clone(),
            teacher: staff.get(*teacher).map(|worker| worker.member.name.clone()),
            weekly_tenths: u16::from(weekly) * 10,
        })
        .collect()
}

fn empty_units(classes: &[Class], subjects: &[Subject]) -> Vec<Unit> {
    let mut units = Vec::new();
    for (class_place, class) in classes.iter().enumerate() {
        for (subject_place, subject) in subjects.iter().enumerate() {
            let weekly = subject.hours(class.name.grade);
            if weekly > 0 {
                let groups: &[Option<u8>] =
                    if subject.in_groups && class.is_split() { &[Some(1), Some(2)] } else { &[None] };
                let key = |group: &Option<u8>| CourseKey {
                    class: class.name.clone(),
                    group: *group,
                    subject: subject.name.to_owned(),
                };
                let courses = groups.iter().map(|group| (key(group), usize::MAX)).collect();
                units.push(Unit { class: class_place, subject: subject_place, weekly, courses });
            }
        }
    }
    units
}

fn is_by_class_teacher(unit: &Unit, subjects: &[Subject]) -> bool {
    let grade = unit.courses.first().map_or(0, |(key, _)| key.class.grade);
    grade <= 4 && subjects[unit.subject].by_class_teacher
}

/// A kind of teacher.
struct Post {
    of: &'static str,
    women: u32,
    first_room: usize,
}

struct Hiring {
    number: u32,
    names: Names,
    /// Surnames with given names: courses name their teachers, so no two may have the same.
    taken: BTreeSet<String>,
    staff: Vec<Worker>,
}

impl Hiring {
    fn administration(&mut self, dice: &mut Dice) {
        let posts: [(&str, &[Role]); 6] = [
            ("директорка", &[Role::Head]),
            ("заступниця директорки з навчально-виховної роботи", &[Role::Deputy]),
            ("заступниця директорки з виховної роботи", &[Role::Deputy]),
            ("адміністраторка електронного журналу", &[Role::Administrator]),
            ("сестра медична", &[Role::Nurse]),
            ("практична психологиня", &[Role::Psychologist]),
        ];
        for (position, roles) in posts {
            self.hire(Sex::Female, position.to_owned(), roles, None, dice);
        }
    }

    fn hire(
        &mut self,
        sex: Sex,
        position: String,
        roles: &[Role],
        room: Option<String>,
        dice: &mut Dice,
    ) -> usize {
        let name = self.new_name(sex, dice);
        let email = format!("{}.{}@school-{}.example", latin(&name.given), latin(&name.surname), self.number);
        let member = StaffMember {
            name,
            position,
            roles: roles.to_vec(),
            phone: Some(phone(dice)),
            email: Some(email),
            class_teacher_of: None,
        };
        self.staff.push(Worker { member, room });
        self.staff.len() - 1
    }

    fn new_name(&mut self, sex: Sex, dice: &mut Dice) -> PersonName {
        loop {
            let (surname, father) = (self.names.surname(dice), self.names.father(dice));
            let name = self.names.person(sex, surname, father, Generation::Parents, dice);
            if self.taken.insert(name.short()) {
                return name;
            }
        }
    }

    fn hire_teacher(&mut self, post: &Post, place: usize, dice: &mut Dice) -> usize {
        let sex = if dice.permille(post.women) { Sex::Female } else { Sex::Male };
        let word = if sex == Sex::Female { "учителька" } else { "учитель" };
        let room = match post.first_room {
            0 => "спортзала".to_owned(),
            first => (first + place).to_string(),
        };
        self.hire(sex, format!("{word} {}", post.of), &[Role::Teacher], Some(room), dice)
    }

    fn class_teachers_of_primary(
        &mut self,
        post: &Post,
        classes: &[Class],
        subjects: &[Subject],
        units: &mut [Unit],
        dice: &mut Dice,
    ) {
        for (place, class) in classes.iter().enumerate().filter(|(_, class)| class.name.grade <= 4) {
            let teacher = self.hire_teacher(post, place, dice);
            self.staff[teacher].member.class_teacher_of = Some(class.name.clone());
            for unit in units.iter_mut().filter(|unit| unit.class == place) {
                if is_by_class_teacher(unit, subjects) {
                    unit.courses.iter_mut().for_each(|(_, course_teacher)| *course_teacher = teacher);
                }
            }
        }
    }

    /// Hires as many teachers as the department's hours ask for and gives each class to the least loaded, so that
    /// a teacher has all the department's subjects of a class.
    fn department(
        &mut self,
        department: &str,
        post: &Post,
        subjects: &[Subject],
        units: &mut [Unit],
        dice: &mut Dice,
    ) {
        let mut ours: Vec<&mut Unit> = units
            .iter_mut()
            .filter(|unit| {
                subjects[unit.subject].department == department && !is_by_class_teacher(unit, subjects)
            })
            .collect();
        let hours: usize = ours.iter().map(|unit| usize::from(unit.weekly) * unit.courses.len()).sum();
        let first = self.staff.len();
        for place in 0..hours.div_ceil(FULL_LOAD).max(2) {
            self.hire_teacher(post, place, dice);
        }
        let mut load = vec![0; self.staff.len() - first];
        for of_class in ours.chunk_by_mut(|a, b| a.class == b.class) {
            let mut teachers: Vec<usize> = (0..load.len()).collect();
            teachers.sort_by_key(|teacher| load[*teacher]);
            for unit in of_class {
                for ((_, teacher), chosen) in unit.courses.iter_mut().zip(&teachers) {
                    *teacher = first + chosen;
                    load[*chosen] += unit.weekly;
                }
            }
        }
    }
}

/// Grades 5–11: one of the class's teachers who has no class yet, rather one with many lessons there.
fn appoint_class_teachers(classes: &[Class], units: &[Unit], staff: &mut [Worker], dice: &mut Dice) {
    for (place, class) in classes.iter().enumerate().filter(|(_, class)| class.name.grade > 4) {
        let mut candidates = Vec::new();
        for unit in units.iter().filter(|unit| unit.class == place) {
            let free = unit.courses.iter().filter(|course| staff[course.1].member.class_teacher_of.is_none());
            candidates.extend(free.map(|course| (Some(course.1), u32::from(unit.weekly).pow(2))));
        }
        if let Some(teacher) = dice.weighed(&candidates) {
            staff[teacher].member.class_teacher_of = Some(class.name.clone());
        }
    }
}
