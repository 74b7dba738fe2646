-- Lanes of vending cabinets: rows [lane, condition, vended, last order, offset, time] as JSON.

ALTER TABLE device ADD COLUMN lanes TEXT NOT NULL DEFAULT '[]';
