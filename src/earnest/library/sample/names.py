"""Names to draw from: people of Ireland and Texas as they are today, from many places."""

from __future__ import annotations

IRELAND_FIRST = (
    "Aoife", "Conor", "Niamh", "Oisín", "Ciara", "Eoin", "Saoirse", "Cathal", "Róisín", "Darragh",
    "Orla", "Fionn", "Gráinne", "Tadhg", "Sinéad", "Ronan", "Aisling", "Cillian", "Deirdre", "Diarmuid",
    "Agnieszka", "Piotr", "Magda", "Wojciech", "Larissa", "Thiago", "Camila", "Rafael", "Ananya", "Vikram",
    "Meera", "Arjun", "Chidi", "Folake", "Emeka", "Zainab", "Yusuf", "Leila", "Omar", "Katarzyna",
    "Andrei", "Ioana", "Mihai", "Giulia", "Matteo", "Ines", "Joana", "Duarte", "Léa", "Hugo",
)
IRELAND_LAST = (
    "Byrne", "Kavanagh", "Doherty", "Fitzgerald", "Nolan", "Quinn", "Gallagher", "Keane", "Whelan", "Foley",
    "Mac Giolla", "Ó Súilleabháin", "Tierney", "Brannigan", "Lawlor", "Kowalczyk", "Nowicki", "Wrona", "Pereira", "Santana",
    "Barbosa", "Iyer", "Menon", "Kulkarni", "Banerjee", "Okonkwo", "Balogun", "Eze", "Danjuma", "Haddad",
    "Rahimi", "Popescu", "Ionescu", "Ricci", "Marchetti", "Carvalho", "Teixeira", "Girard", "Lefèvre", "Sorensen",
    "Novak", "Horvat", "Petrov", "Kask", "Ozols", "Demir", "Karim", "Sheehan", "Cusack", "Halloran",
)
US_FIRST = (
    "Marisol", "Tyrell", "Keisha", "Brandon", "Xochitl", "Javier", "Priscilla", "Deshawn", "Hannah", "Caleb",
    "Thuy", "Minh", "Jia", "Wei", "Sana", "Imran", "Lakshmi", "Rohan", "Guadalupe", "Ernesto",
    "Beth", "Travis", "Savannah", "Malik", "Latoya", "Ruben", "Pilar", "Noor", "Samuel", "Grace",
    "Adaeze", "Tobias", "Renata", "Isaac", "Yolanda", "Dale", "Mei", "Curtis", "Alma", "Jerome",
)
US_LAST = (
    "Villarreal", "Cantú", "Washington", "Broussard", "Nguyen", "Tran", "Pham", "Castañeda", "Whitfield", "Mercer",
    "Hollis", "Delacroix", "Yazzie", "Okeke", "Siddiqui", "Chaudhry", "Patel", "Reddy", "Zhou", "Lin",
    "Guerrero", "Saldaña", "Thibodeaux", "Pruitt", "Lockhart", "Boone", "Underwood", "Ames", "Rosenthal", "Kim",
    "Park", "Esposito", "Hinojosa", "Trevino", "Beckett", "Franklin", "Coleman", "Ybarra", "Stokes", "Vance",
)
