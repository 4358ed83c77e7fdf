-- Everything of a school begins its primary key with school_id, and foreign keys are composite for the same
-- reason: a city's database can be partitioned or distributed by it without a changed query.

CREATE TABLE school (
    school_id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    -- Days in which an entry is corrected freely; later with a reason (DOMAIN §3).
    free_edit_days INTEGER NOT NULL DEFAULT 14,
    -- Hour of the local day at which families are told of new marks; none: at once.
    publish_hour INTEGER
);

CREATE TABLE academic_year (
    school_id BLOB NOT NULL REFERENCES school,
    year_id BLOB NOT NULL,
    starts_on TEXT NOT NULL,
    first_semester_ends_on TEXT NOT NULL,
    second_semester_starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    PRIMARY KEY (school_id, year_id),
    UNIQUE (school_id, starts_on)
);

CREATE TABLE holiday (
    school_id BLOB NOT NULL,
    year_id BLOB NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (school_id, year_id, starts_on),
    FOREIGN KEY (school_id, year_id) REFERENCES academic_year
);

CREATE TABLE bell (
    school_id BLOB NOT NULL REFERENCES school,
    period INTEGER NOT NULL,
    -- Minutes since midnight.
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    PRIMARY KEY (school_id, period)
);

CREATE TABLE person (
    school_id BLOB NOT NULL REFERENCES school,
    person_id BLOB NOT NULL,
    surname TEXT NOT NULL,
    given TEXT NOT NULL,
    patronymic TEXT NOT NULL,
    -- Ukrainian alphabetical order as bytes.
    sort_key TEXT NOT NULL,
    -- What an import recognises the person by: folded names, and the birth date or telephone.
    match_key TEXT NOT NULL,
    born TEXT,
    sex TEXT,
    phone TEXT,
    email TEXT,
    address TEXT,
    position TEXT,
    PRIMARY KEY (school_id, person_id),
    UNIQUE (school_id, match_key)
);

CREATE TABLE person_role (
    school_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (school_id, person_id, role),
    FOREIGN KEY (school_id, person_id) REFERENCES person
);

CREATE TABLE guardianship (
    school_id BLOB NOT NULL,
    pupil_id BLOB NOT NULL,
    guardian_id BLOB NOT NULL,
    relation TEXT NOT NULL,
    PRIMARY KEY (school_id, pupil_id, guardian_id),
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, guardian_id) REFERENCES person
);
CREATE INDEX guardianship_guardian ON guardianship (school_id, guardian_id);

CREATE TABLE school_class (
    school_id BLOB NOT NULL,
    class_id BLOB NOT NULL,
    year_id BLOB NOT NULL,
    grade INTEGER NOT NULL,
    letter TEXT NOT NULL,
    scale TEXT NOT NULL,
    class_teacher_id BLOB,
    PRIMARY KEY (school_id, class_id),
    UNIQUE (school_id, year_id, grade, letter),
    FOREIGN KEY (school_id, year_id) REFERENCES academic_year,
    FOREIGN KEY (school_id, class_teacher_id) REFERENCES person
);

CREATE TABLE class_group (
    school_id BLOB NOT NULL,
    group_id BLOB NOT NULL,
    class_id BLOB NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (school_id, group_id),
    UNIQUE (school_id, class_id, number),
    FOREIGN KEY (school_id, class_id) REFERENCES school_class
);

CREATE TABLE enrolment (
    school_id BLOB NOT NULL,
    class_id BLOB NOT NULL,
    pupil_id BLOB NOT NULL,
    starts_on TEXT NOT NULL,
    -- The last day in the class; none while the pupil is in it.
    ends_on TEXT,
    order_number TEXT,
    PRIMARY KEY (school_id, class_id, pupil_id, starts_on),
    FOREIGN KEY (school_id, class_id) REFERENCES school_class,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person
);
CREATE INDEX enrolment_pupil ON enrolment (school_id, pupil_id);

CREATE TABLE group_member (
    school_id BLOB NOT NULL,
    group_id BLOB NOT NULL,
    pupil_id BLOB NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT,
    PRIMARY KEY (school_id, group_id, pupil_id, starts_on),
    FOREIGN KEY (school_id, group_id) REFERENCES class_group,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person
);
CREATE INDEX group_member_pupil ON group_member (school_id, pupil_id);

CREATE TABLE subject (
    school_id BLOB NOT NULL REFERENCES school,
    subject_id BLOB NOT NULL,
    name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    PRIMARY KEY (school_id, subject_id),
    UNIQUE (school_id, name)
);

CREATE TABLE course (
    school_id BLOB NOT NULL,
    course_id BLOB NOT NULL,
    class_id BLOB NOT NULL,
    group_id BLOB,
    subject_id BLOB NOT NULL,
    teacher_id BLOB,
    weekly_tenths INTEGER NOT NULL,
    PRIMARY KEY (school_id, course_id),
    FOREIGN KEY (school_id, class_id) REFERENCES school_class,
    FOREIGN KEY (school_id, group_id) REFERENCES class_group,
    FOREIGN KEY (school_id, subject_id) REFERENCES subject,
    FOREIGN KEY (school_id, teacher_id) REFERENCES person
);
CREATE INDEX course_class ON course (school_id, class_id);
CREATE INDEX course_teacher ON course (school_id, teacher_id);

CREATE TABLE timetable_slot (
    school_id BLOB NOT NULL,
    course_id BLOB NOT NULL,
    weekday INTEGER NOT NULL,
    period INTEGER NOT NULL,
    room TEXT,
    PRIMARY KEY (school_id, course_id, weekday, period),
    FOREIGN KEY (school_id, course_id) REFERENCES course
);

CREATE TABLE plan_line (
    school_id BLOB NOT NULL,
    course_id BLOB NOT NULL,
    number INTEGER NOT NULL,
    theme TEXT,
    topic TEXT NOT NULL,
    homework TEXT,
    kind TEXT NOT NULL,
    PRIMARY KEY (school_id, course_id, number),
    FOREIGN KEY (school_id, course_id) REFERENCES course
);

CREATE TABLE lesson (
    school_id BLOB NOT NULL,
    lesson_id BLOB NOT NULL,
    course_id BLOB NOT NULL,
    held_on TEXT NOT NULL,
    period INTEGER NOT NULL,
    kind TEXT NOT NULL DEFAULT 'ordinary',
    cancelled BOOLEAN NOT NULL DEFAULT false,
    room TEXT,
    topic TEXT NOT NULL DEFAULT '',
    homework TEXT NOT NULL DEFAULT '',
    -- Who really taught it, where that was not the course's teacher.
    substitute_id BLOB,
    version INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (school_id, lesson_id),
    UNIQUE (school_id, course_id, held_on, period),
    FOREIGN KEY (school_id, course_id) REFERENCES course,
    FOREIGN KEY (school_id, substitute_id) REFERENCES person
);
CREATE INDEX lesson_day ON lesson (school_id, held_on);

-- A column of a journal page. A lesson's own column has the lesson's identifier.
CREATE TABLE journal_column (
    school_id BLOB NOT NULL,
    column_id BLOB NOT NULL,
    course_id BLOB NOT NULL,
    lesson_id BLOB,
    PRIMARY KEY (school_id, column_id),
    FOREIGN KEY (school_id, course_id) REFERENCES course,
    FOREIGN KEY (school_id, lesson_id) REFERENCES lesson
);
CREATE INDEX journal_column_course ON journal_column (school_id, course_id);

CREATE TABLE entry (
    school_id BLOB NOT NULL,
    column_id BLOB NOT NULL,
    pupil_id BLOB NOT NULL,
    mark INTEGER,
    absence TEXT,
    late INTEGER,
    note TEXT,
    draft BOOLEAN NOT NULL DEFAULT false,
    -- When the family may see mark and note; absences are seen at once.
    visible_at TEXT,
    version INTEGER NOT NULL,
    -- Place of the last change in the school's history.
    seq INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by BLOB NOT NULL,
    PRIMARY KEY (school_id, column_id, pupil_id),
    FOREIGN KEY (school_id, column_id) REFERENCES journal_column,
    FOREIGN KEY (school_id, pupil_id) REFERENCES person,
    FOREIGN KEY (school_id, updated_by) REFERENCES person
) WITHOUT ROWID;
CREATE INDEX entry_pupil ON entry (school_id, pupil_id);
-- What changed since a page was drawn.
CREATE INDEX entry_seq ON entry (school_id, seq);

-- Append-only: who, when, before, after. Each row's hash covers the row before it.
CREATE TABLE history (
    school_id BLOB NOT NULL REFERENCES school,
    seq INTEGER NOT NULL,
    edit_id BLOB NOT NULL,
    -- entry or lesson
    kind TEXT NOT NULL,
    -- column_id of an entry, lesson_id of a lesson
    object_id BLOB NOT NULL,
    pupil_id BLOB,
    at TEXT NOT NULL,
    author_id BLOB NOT NULL,
    reason TEXT,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (school_id, seq),
    UNIQUE (school_id, edit_id)
);
CREATE INDEX history_object ON history (school_id, object_id, pupil_id);

CREATE TABLE history_head (
    school_id BLOB PRIMARY KEY REFERENCES school,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL
);
