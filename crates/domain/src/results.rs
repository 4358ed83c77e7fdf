//! Groups of results of the New Ukrainian School (MoES order № 1093 of 02.08.2024), which each school may set anew for
//! its subjects.

use crate::collation;

/// The grades whose semester marks are the mean of groups of results.
const GRADES: std::ops::RangeInclusive<u8> = 5..=9;
/// The first grade of the autumn of 2018 was the first of the New Ukrainian School.
const FIRST_YEAR: i32 = 2018;

/// Whether a grade is marked by groups of results in the year that begins in this autumn.
pub fn apply(grade: u8, autumn: i32) -> bool {
    GRADES.contains(&grade) && autumn - i32::from(grade) >= FIRST_YEAR - 1
}

/// The most groups of results that a subject has.
pub const GROUPS_LIMIT: u8 = 9;

/// What a subject's name contains, and the groups of its field.
type Field = (&'static [&'static str], &'static [&'static str]);

const FIELDS: [Field; 9] = [
    (
        &["англійськ", "німецьк", "французьк", "польськ", "іспанськ", "румунськ", "іноземн"],
        &["Аудіювання", "Усно взаємодіє та висловлюється", "Читання", "Письмо"],
    ),
    (
        &["українська мова", "українська література", "зарубіжна література", "мова", "літератур"],
        &["Усно взаємодіє", "Працює з текстом", "Письмово взаємодіє", "Досліджує мовлення"],
    ),
    (
        &["математик", "алгебр", "геометр"],
        &[
            "Досліджує ситуації та створює математичні моделі",
            "Розв'язує математичні задачі",
            "Інтерпретує та критично аналізує результати",
        ],
    ),
    (
        &["природ", "біолог", "географ", "фізик", "хімі", "довкілл"],
        &[
            "Проводить дослідження природи",
            "Здійснює пошук та опрацьовує інформацію",
            "Усвідомлює закономірності природи",
        ],
    ),
    (
        &["істор", "громадян", "правознав"],
        &[
            "Орієнтується в історичному часі й просторі",
            "Працює з інформацією історичного та суспільствознавчого змісту",
            "Виявляє здатність до співпраці, громадянську позицію",
        ],
    ),
    (
        &["інформатик"],
        &[
            "Працює з інформацією, даними, моделями",
            "Створює інформаційні продукти",
            "Працює в цифровому середовищі",
        ],
    ),
    (
        &["мистецтв", "музик", "образотворч"],
        &["Пізнає різні види мистецтва", "Створює художні образи", "Виявляє естетичне ставлення"],
    ),
    (
        &["технолог", "трудов"],
        &["Проєктує та виготовляє виріб", "Застосовує техніки й технології", "Дбає про побут"],
    ),
    (&["здоров", "безпек"], &["Дбає про безпеку", "Дбає про здоров'я", "Дбає про добробут"]),
];

/// The groups of results of a subject's field; none where marks are not given by groups, as in physical education.
pub fn usual(subject: &str) -> &'static [&'static str] {
    let subject = collation::normalize(subject);
    if subject.contains("фізичн") {
        return &[];
    }
    let field = FIELDS.iter().find(|(names, _)| names.iter().any(|name| subject.contains(name)));
    field.map_or(&[], |(_, groups)| groups)
}
