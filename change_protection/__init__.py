"""Stop this VM's protection and keep its backups, resume it, or take its deletion back."""
