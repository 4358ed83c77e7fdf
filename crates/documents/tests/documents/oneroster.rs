//! OneRoster CSV bundles, as folders and as archives.

use std::{
    fs,
    io::{Cursor, Write as _},
    path::Path,
};

use crate::common::{faults, read_new, text_file};
use klas_documents::import::{FileKind, Known, Reading, SourceFile, collect, read};
use klas_domain::{
    bundle::{BundleRow, Pupil},
    calendar::AcademicYear,
    permission::Role,
    school::Sex,
};
use rstest::rstest;

const TABLES: [(&str, &str); 8] = [
    ("manifest.csv", "propertyName,value\noneroster.version,1.1\n"),
    (
        "orgs.csv",
        "sourcedId,status,name,type\no1,active,\"Ліцей № 3\",school\no2,active,Управління,district\n",
    ),
    (
        "academicSessions.csv",
        "sourcedId,status,title,type,startDate,endDate,schoolYear\n\
         y,active,2026/2027,schoolYear,2026-09-01,2027-05-31,2027\n",
    ),
    ("courses.csv", "sourcedId,status,title\nca,active,Алгебра\nce,active,Англійська мова\n"),
    (
        "classes.csv",
        "sourcedId,status,title,courseSourcedId,classType\n\
         h8,active,8-А,,homeroom\n\
         a8,active,8-А Алгебра,ca,scheduled\n\
         e1,active,8-А Англійська мова (гр. 1),ce,scheduled\n\
         e2,active,8-А Англійська мова (гр. 2),ce,scheduled\n\
         z,tobedeleted,9-Б Алгебра,ca,scheduled\n",
    ),
    (
        "users.csv",
        "sourcedId,status,role,givenName,familyName,middleName,email,sms,agentSourcedIds\n\
         t1,active,teacher,Андрій,Бойко,Петрович,boyko@example.org,0671234567,\n\
         t2,active,teacher,Олена,Шевченко,Іванівна,,,\n\
         s1,active,student,Марія,Кравчук,Олегівна,,,\"p1,p2\"\n\
         s2,active,student,Тарас,Мельник,Ігорович,,,\n\
         p1,active,parent,Ганна,Кравчук,Степанівна,,+380501112233,s1\n\
         p2,active,guardian,Олег,Кравчук,Романович,,,\n\
         a1,active,administrator,Ніна,Гнатюк,,,,\n",
    ),
    (
        "enrollments.csv",
        "sourcedId,status,classSourcedId,userSourcedId,role,primary,beginDate,endDate\n\
         1,active,h8,t2,teacher,true,,\n\
         2,active,a8,t1,teacher,true,,\n\
         3,active,a8,t2,teacher,false,,\n\
         4,active,e1,t2,teacher,,,\n\
         5,active,h8,s1,student,,2026-09-01,\n\
         6,active,a8,s1,student,,,\n\
         7,active,e2,s1,student,,,\n\
         8,active,h8,s2,student,,2026-10-05,2027-03-01\n",
    ),
    (
        "demographics.csv",
        "sourcedId,status,birthDate,sex\ns1,active,2013-09-05,female\ns2,active,2013-03-21,male\n",
    ),
];

/// The bundle with a part of a table changed.
fn bundle(table: &str, from: &str, to: &str) -> Vec<SourceFile> {
    TABLES
        .iter()
        .map(|(name, text)| {
            let text = if *name == table { text.replace(from, to) } else { (*text).to_owned() };
            text_file(&format!("roster/{name}"), &text)
        })
        .collect()
}

fn write_folder(path: &Path) {
    for (name, text) in TABLES {
        fs::write(path.join(name), text).unwrap();
    }
}

fn write_archive(path: &Path) {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in TABLES {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    fs::write(path, archive.finish().unwrap().into_inner()).unwrap();
}

#[test]
fn a_folder_and_an_archive_are_the_same_school() {
    let folder = tempfile::tempdir().unwrap();
    write_folder(folder.path());
    let other = tempfile::tempdir().unwrap();
    let archive = other.path().join("roster.zip");
    write_archive(&archive);

    let from_folder = read_new(&collect(folder.path()).unwrap().files);
    let from_archive = read_new(&collect(&archive).unwrap().files);
    let from_archive_in_folder = read_new(&collect(other.path()).unwrap().files);

    assert_eq!(from_folder.bundle, from_archive.bundle);
    assert_eq!(from_folder.bundle, from_archive_in_folder.bundle);
    let names: Vec<&str> =
        [&from_folder, &from_archive].map(|reading| reading.files[0].name.as_str()).to_vec();
    assert_eq!(names, ["OneRoster", "roster.zip"]);
    assert!(from_folder.files[0].taken(), "{:?}", from_folder.files);
    assert_eq!(from_folder.files[0].sheets.len(), TABLES.len());
    assert_eq!(from_folder.files[0].sheets[1], ("classes.csv".to_owned(), Some(FileKind::OneRoster), 5));
}

#[test]
fn people_and_pages_are_read() {
    let Reading { bundle, .. } = read_new(&bundle("", "", ""));

    assert_eq!(bundle.school.as_deref(), Some("Ліцей № 3"));
    assert_eq!(bundle.year.unwrap().label(), "2026/2027");

    let staff: Vec<_> =
        bundle.staff.iter().map(|member| (member.name.short(), member.roles.clone())).collect();
    assert_eq!(
        staff,
        [
            ("Бойко Андрій".to_owned(), vec![Role::Teacher]),
            ("Шевченко Олена".to_owned(), vec![Role::Teacher]),
            ("Гнатюк Ніна".to_owned(), vec![Role::Administrator]),
        ]
    );
    assert_eq!(bundle.staff[0].phone.as_deref(), Some("+380671234567"));
    assert_eq!(bundle.staff[1].class_teacher_of.as_ref().unwrap().to_string(), "8-А");

    let courses: Vec<_> = bundle
        .courses
        .iter()
        .map(|course| {
            let teacher = course.teacher.as_ref().map_or("вакансія", |name| name.surname.as_str());
            format!("{} {} {:?} {teacher}", course.key.class, course.key.subject, course.key.group)
        })
        .collect();
    assert_eq!(
        courses,
        [
            "8-А Алгебра None Бойко",
            "8-А Англійська мова Some(1) Шевченко",
            "8-А Англійська мова Some(2) вакансія",
        ]
    );

    let [maria, taras] = bundle.pupils.as_slice() else { panic!("{:?}", bundle.pupils) };
    assert_eq!((maria.sex, maria.born.unwrap().to_string().as_str()), (Some(Sex::Female), "2013-09-05"));
    assert_eq!(maria.groups, [2]);
    let guardians: Vec<_> = maria
        .guardians
        .iter()
        .map(|guardian| (guardian.name.given.as_str(), guardian.relation.as_str()))
        .collect();
    assert_eq!(guardians, [("Ганна", "один із батьків"), ("Олег", "опікун")]);
    assert_eq!(maria.enrolled_on, None, "the first day of the year is no news");
    assert_eq!(taras.enrolled_on.unwrap().to_string(), "2026-10-05");
    assert_eq!(taras.left_on.unwrap().to_string(), "2027-03-01");
}

#[test]
fn version_1_2_has_roles_in_their_own_table() {
    let mut files = bundle("users.csv", ",role,", ",userMasterIdentifier,");
    files.push(text_file(
        "roster/roles.csv",
        "sourcedId,status,userSourcedId,roleType,role\n\
         1,active,t1,primary,teacher\n2,active,t2,primary,teacher\n3,active,t2,secondary,principal\n\
         4,active,s1,primary,student\n5,active,s2,primary,student\n6,active,p1,primary,parent\n\
         7,active,p2,primary,guardian\n8,active,a1,primary,siteAdministrator\n",
    ));

    let reading = read_new(&files);

    assert!(reading.files[0].taken(), "{:?}", reading.files);
    assert_eq!(reading.bundle.staff[1].roles, [Role::Head, Role::Teacher]);
    assert_eq!(reading.bundle.pupils.len(), 2);
}

#[rstest]
#[case(
    "users.csv",
    "0671234567",
    "067",
    "users.csv, 2, sms, «067»: не схоже на номер телефону: потрібно 10 цифр, наприклад 067 123 45 67"
)]
#[case("users.csv", "Тарас,", ",", "users.csv, 5, givenName, «»: має бути заповнено")]
#[case(
    "demographics.csv",
    "2013-03-21",
    "2013-03-32",
    "demographics.csv, 3, birthDate, «2013-03-32»: такого дня немає в календарі"
)]
#[case(
    "enrollments.csv",
    "7,active,e2",
    "7,active,e9",
    "enrollments.csv, 8, classSourcedId, «e9»: немає такого запису в classes.csv"
)]
#[case(
    "enrollments.csv",
    "8,active,h8",
    "8,tobedeleted,h8",
    "users.csv, 5, sourcedId, «s2»: не видно класу: учня немає в enrollments.csv"
)]
#[case(
    "orgs.csv",
    "district",
    "school",
    "orgs.csv, 3, name, «Управління»: у наборі кілька закладів, а потрібен один"
)]
fn a_bundle_with_a_fault_gives_nothing(
    #[case] table: &str,
    #[case] from: &str,
    #[case] to: &str,
    #[case] fault: &str,
) {
    let reading = read_new(&bundle(table, from, to));

    assert_eq!(faults(&reading.files[0]), [fault]);
    assert_eq!(reading.bundle, Reading::default().bundle);
}

#[test]
fn two_teachers_of_a_page_are_a_question() {
    let reading = read_new(&bundle("enrollments.csv", "a8,t1,teacher,true", "a8,t1,teacher,false"));

    assert_eq!(
        reading.files[0].questions,
        [
            "аркуш «classes.csv», рядок 3: хто веде «8-А Алгебра» — Бойко Андрій Петрович чи Шевченко Олена Іванівна?"
        ]
    );
}

#[rstest]
#[case::same("2027-05-31", AcademicYear::starting(2026), None)]
#[case::other(
    "2027-06-15",
    AcademicYear::starting(2026),
    Some(
        "аркуш «academicSessions.csv», рядок 2: тут 2026/2027 навчальний рік 01.09.2026 – 15.06.2027, а в закладі 01.09.2026 – 31.05.2027: лишаються дати закладу"
    )
)]
#[case::another_year("2027-06-15", AcademicYear::starting(2025), None)]
fn dates_of_a_year_that_the_school_has_otherwise_are_told(
    #[case] ends: &str,
    #[case] year: AcademicYear,
    #[case] warning: Option<&str>,
) {
    let known = Known { year: Some(year), ..Known::default() };

    let reading = read(&bundle("academicSessions.csv", "2027-05-31", ends), &known);

    assert!(reading.files[0].taken());
    assert_eq!(reading.files[0].warnings, warning.into_iter().collect::<Vec<_>>());
    assert_eq!(reading.bundle.year, Some(AcademicYear::starting(2026)), "files tell which year it is");
}

#[test]
fn rows_of_a_bundle_are_found_in_its_tables() {
    let reading = read_new(&bundle("", "", ""));

    for (row, place) in [
        (BundleRow::Staff(1), "roster, аркуш «users.csv», рядок 3"),
        (BundleRow::Pupil(0), "roster, аркуш «users.csv», рядок 4"),
        (BundleRow::Course(0), "roster, аркуш «classes.csv», рядок 3"),
    ] {
        assert_eq!(reading.place(row), Some(place));
    }
}

#[test]
fn a_bundle_without_its_users_is_told_so() {
    let files: Vec<SourceFile> =
        bundle("", "", "").into_iter().filter(|file| !file.name.contains("users")).collect();

    let reading = read(&files, &Known::default());

    assert_eq!(reading.files[0].faults[0].reason, "у наборі OneRoster немає файлів: users");
}

/// The bundle with both pupils in the second group of English; in informatics the first is in this one, the other in the
/// second.
fn with_informatics(maria: u8) -> Vec<SourceFile> {
    let mut files = bundle("courses.csv", "ce,active", "ci,active,Інформатика\nce,active");
    let mut add = |table: &str, rows: &str| {
        let file = files.iter_mut().find(|file| file.name.ends_with(table)).unwrap();
        file.bytes.extend(rows.as_bytes());
    };
    add(
        "classes.csv",
        "i1,active,8-А Інформатика (гр. 1),ci,scheduled\ni2,active,8-А Інформатика (гр. 2),ci,scheduled\n",
    );
    add(
        "enrollments.csv",
        &format!("9,active,i{maria},s1,student,,,\n10,active,e2,s2,student,,,\n11,active,i2,s2,student,,,\n"),
    );
    files
}

/// A pupil's groups for all subjects, and those for one.
fn groups(pupil: &Pupil) -> (&[u8], Vec<(&str, u8)>) {
    let of_subjects = pupil.subject_groups.iter().map(|group| (group.subject.as_str(), group.number));
    (&pupil.groups, of_subjects.collect())
}

#[test]
fn a_class_divided_differently_for_two_subjects_has_two_divisions() {
    let reading = read_new(&with_informatics(1));

    assert!(reading.files[0].taken(), "{:?}", reading.files);
    let pupils = reading.bundle.pupils;
    assert_eq!(groups(&pupils[0]), (&[][..], vec![("Інформатика", 1), ("Англійська мова", 2)]));
    assert_eq!(groups(&pupils[1]), (&[][..], vec![("Інформатика", 2), ("Англійська мова", 2)]));
}

#[test]
fn a_class_divided_once_has_one_division() {
    let pupils = read_new(&with_informatics(2)).bundle.pupils;

    assert_eq!(pupils.len(), 2);
    for pupil in &pupils {
        assert_eq!(groups(pupil), (&[2][..], vec![("Інформатика", 2), ("Англійська мова", 2)]));
    }
}

/// Taras is in the class, and on no page of English.
#[rstest]
#[case::others_of_the_class_are("7,active,e2", &["Англійська мова"])]
#[case::nobody_is("7,tobedeleted,e2", &[])]
fn whoever_is_on_no_page_does_not_take_a_subject(#[case] marias: &str, #[case] not_taken: &[&str]) {
    let pupils = read_new(&bundle("enrollments.csv", "7,active,e2", marias)).bundle.pupils;

    assert!(pupils.iter().all(|pupil| pupil.rostered));
    assert_eq!(pupils[0].not_taken, Vec::<String>::new());
    assert_eq!(pupils[1].not_taken, not_taken);
}

#[test]
fn two_groups_of_one_subject_are_a_question() {
    let mut files = with_informatics(1);
    let enrolments = files.iter_mut().find(|file| file.name.ends_with("enrollments.csv")).unwrap();
    enrolments.bytes.extend(b"12,active,i2,s1,student,,,\n");

    let reading = read_new(&files);

    assert_eq!(
        reading.files[0].questions,
        ["аркуш «users.csv», рядок 4: Кравчук Марія Олегівна — з предмета «Інформатика» у групі 1 чи 2?"]
    );
}
