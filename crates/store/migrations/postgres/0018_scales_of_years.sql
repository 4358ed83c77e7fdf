-- What a subject's marks are is a fact of a year's courses: a school may change its mind for the next year. The subject's
-- own scale is what its new courses begin with.
ALTER TABLE course ADD COLUMN scale TEXT;
-- The owner, who migrates, has entered no school: while the fence is forced upon it, there are no rows.
ALTER TABLE course NO FORCE ROW LEVEL SECURITY;
ALTER TABLE subject NO FORCE ROW LEVEL SECURITY;
UPDATE course SET scale = (SELECT s.scale FROM subject s
    WHERE s.school_id = course.school_id AND s.subject_id = course.subject_id);
ALTER TABLE course FORCE ROW LEVEL SECURITY;
ALTER TABLE subject FORCE ROW LEVEL SECURITY;
