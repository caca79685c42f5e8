"""A draft of the report in Word, in the layout that Nghị định 30/2020/NĐ-CP prescribes."""
