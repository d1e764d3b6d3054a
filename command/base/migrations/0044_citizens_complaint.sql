-- squawk-ignore-file ban-drop-not-null
-- Whoever complains may file it alone, without a window: nobody of the house has written it down.
alter table sealed.matter alter column filed_by drop not null;
