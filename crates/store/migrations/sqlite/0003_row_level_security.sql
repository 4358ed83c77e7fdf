-- SQLite has no row-level security: the queries' own school_id is the fence. The number is kept equal.
SELECT 1;
