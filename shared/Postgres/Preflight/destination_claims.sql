-- $1 text: a mirror. Tables that lanes of other mirrors write. Runs only where the bookkeeping is.
select r.destination_schema, r.destination_table, l.mirror from bunnydb.route r join bunnydb.lane l using (lane_id) where l.mirror <> $1
