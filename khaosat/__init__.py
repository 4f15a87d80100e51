"""Khảo sát hài lòng: the citizen satisfaction survey of Vietnam's one-stop reception offices."""
