"""Event Grid: writes become events, and events reach queues and webhooks."""
