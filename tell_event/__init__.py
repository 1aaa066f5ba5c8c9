"""Tell others of events: a topic of Event Grid, and webhooks."""
