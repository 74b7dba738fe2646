INSERT INTO note (text) VALUES ('from the second script; 1');
