"""A second scorer (独立核算): what the rules of the field come to, written anew and slowly, to hold perfscore to."""
