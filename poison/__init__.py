"""Messages that a defect has kept from being taken: tell of them, look at them, put them back."""
