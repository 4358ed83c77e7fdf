-- What a subject's marks are is a fact of a year's courses: a school may change its mind for the next year. The subject's
-- own scale is what its new courses begin with.
ALTER TABLE course ADD COLUMN scale TEXT;
UPDATE course SET scale = (SELECT s.scale FROM subject s
    WHERE s.school_id = course.school_id AND s.subject_id = course.subject_id);
